// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography.X509Certificates;

namespace Cwmp.Tls.Verification.Parsing;

/// <summary>The platform's key usage bits, which are ordered as on the wire, as ours, which are ordered as in the standard.</summary>
internal static class KeyUsageFlags
{
    public static KeyUsageBits From(X509KeyUsageFlags flags)
    {
        int bits = 0;
        for (int i = 0; i < 8; i++)
        {
            bits |= ((int)flags >> (7 - i) & 1) << i;
        }

        return (KeyUsageBits)bits | (flags.HasFlag(X509KeyUsageFlags.DecipherOnly) ? KeyUsageBits.DecipherOnly : 0);
    }
}
