// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;

namespace Cwmp.Tls.AspNetCore.Proxies;

/// <summary>
/// Reads <c>Client-Cert</c> and <c>Client-Cert-Chain</c> (RFC 9440): byte sequences of structured fields (RFC 8941 §3.3.5).
/// </summary>
internal static class ClientCertHeader
{
    public const string Certificate = "Client-Cert";
    public const string Chain = "Client-Cert-Chain";

    // RFC 9440 §2: a chain is as long as a TLS handshake lets it be; these are far beyond honest ones.
    private const int MaxCertificates = 16;
    private const int MaxLength = 128 * 1024;

    /// <summary>
    /// Whether <c>Client-Cert</c> says that there is no certificate. Proxies that fill in a template send an empty header, or an empty byte
    /// sequence, for a client without a certificate.
    /// </summary>
    public static bool IsAbsent(StringValues header) =>
        header.Count == 0 || (header.Count == 1 && header[0].AsSpan().Trim(" \t") is "" or "::");

    /// <summary>The one certificate of <c>Client-Cert</c>.</summary>
    public static bool TryReadCertificate(StringValues header, [NotNullWhen(true)] out byte[]? certificate)
    {
        certificate = null;
        if (header.Count != 1 || header[0]?.Length > MaxLength)
        {
            return false;
        }

        var reader = new StructuredFieldReader(header[0]);
        return reader.TryReadItem(out certificate) && reader.IsAtEnd && certificate.Length > 0;
    }

    /// <summary>The other certificates; none where the header is absent or empty.</summary>
    public static bool TryReadChain(StringValues headers, out List<ReadOnlyMemory<byte>> certificates)
    {
        certificates = [];
        int length = 0;
        foreach (string? header in headers)
        {
            length += header?.Length ?? 0;
            if (length > MaxLength || !TryReadList(header, certificates))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadList(ReadOnlySpan<char> list, List<ReadOnlyMemory<byte>> certificates)
    {
        var reader = new StructuredFieldReader(list);
        if (reader.IsAtEnd)
        {
            return true;
        }

        do
        {
            if (certificates.Count == MaxCertificates || !reader.TryReadItem(out byte[]? certificate) || certificate.Length == 0)
            {
                return false;
            }

            certificates.Add(certificate);
        }
        while (reader.TryReadComma());

        return reader.IsAtEnd;
    }
}
