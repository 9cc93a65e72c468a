// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Runtime.InteropServices;

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>A certificate as OpenSSL has parsed it.</summary>
internal sealed class SafeX509Handle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        LibCrypto.X509_free(handle);
        return true;
    }
}
