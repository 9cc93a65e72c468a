// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;

namespace Cwmp.Tls.Verification.Parsing;

/// <summary>The blocks of one label in a PEM text (RFC 7468).</summary>
internal static class PemText
{
    /// <exception cref="CryptographicException">A block begins and has no end, as in a file that is half written.</exception>
    public static List<byte[]> Read(ReadOnlySpan<char> pem, string label)
    {
        var blocks = new List<byte[]>();
        int begun = pem.Count($"-----BEGIN {label}-----");
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

        // The platform passes over what is broken; here that would be a CA or a CRL less, without a word.
        return blocks.Count == begun
            ? blocks
            : throw new CryptographicException($"{begun - blocks.Count} of {begun} PEM blocks ({label}) are broken or have no end.");
    }
}
