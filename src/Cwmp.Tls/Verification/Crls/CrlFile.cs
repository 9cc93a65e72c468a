// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Verification.Der;

namespace Cwmp.Tls.Verification.Crls;

/// <summary>Reads CRL files within the limit of a store.</summary>
internal static class CrlFile
{
    // PEM is a third longer than what it holds, and line ends come on top.
    private const long MaximumFileSize = CrlStore.MaxSize / 2 * 3L;

    public static IEnumerable<byte[]> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length > MaximumFileSize)
        {
            throw new CryptographicException($"{path} has more than {MaximumFileSize} octets.");
        }

        byte[] content = new byte[file.Length];
        file.ReadExactly(content);
        if (content.Length > 0 && content[0] == DerTag.Sequence)
        {
            return [content];
        }

        List<byte[]> crls = PemBlocks.Read(content, path, "X509 CRL");
        return crls.Count > 0 ? crls : throw new CryptographicException($"{path} holds no CRL, neither DER nor PEM (X509 CRL).");
    }
}
