// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;

namespace Cwmp.Tls.Verification;

/// <summary>The blocks of one label in a PEM text (RFC 7468).</summary>
internal static class PemText
{
    public static List<byte[]> Read(ReadOnlySpan<char> pem, string label)
    {
        var blocks = new List<byte[]>();
        while (PemEncoding.TryFind(pem, out PemFields fields))
        {
            if (pem[fields.Label].SequenceEqual(label))
            {
                byte[] data = new byte[fields.DecodedDataLength];
                // PemEncoding has checked the alphabet and the padding.
                Convert.TryFromBase64Chars(pem[fields.Base64Data], data, out _);
                blocks.Add(data);
            }

            pem = pem[fields.Location.End..];
        }

        return blocks;
    }
}
