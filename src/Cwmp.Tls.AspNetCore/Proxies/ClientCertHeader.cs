// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;

namespace Cwmp.Tls.AspNetCore;

/// <summary>Reads <c>Client-Cert</c> and <c>Client-Cert-Chain</c> (RFC 9440): byte sequences of structured fields (RFC 8941 §3.3.5).</summary>
internal static class ClientCertHeader
{
    public const string Certificate = "Client-Cert";
    public const string Chain = "Client-Cert-Chain";

    // RFC 9440 §2: a chain is as long as a TLS handshake lets it be; these are far beyond honest ones.
    private const int MaxCertificates = 16;
    private const int MaxLength = 128 * 1024;

    /// <summary>The one certificate of <c>Client-Cert</c>.</summary>
    public static bool TryReadCertificate(StringValues header, [NotNullWhen(true)] out byte[]? certificate)
    {
        certificate = null;
        return header.Count == 1 && TryReadItem(header[0].AsSpan().Trim(), out certificate);
    }

    /// <summary>The other certificates; none where the header is absent.</summary>
    public static bool TryReadChain(StringValues headers, out List<ReadOnlyMemory<byte>> certificates)
    {
        certificates = [];
        int length = 0;
        foreach (string? header in headers)
        {
            // Base64 has no comma, so that items can be told apart by it.
            ReadOnlySpan<char> list = header;
            length += list.Length;
            if (length > MaxLength)
            {
                return false;
            }

            foreach (Range item in list.Split(','))
            {
                if (certificates.Count == MaxCertificates || !TryReadItem(list[item].Trim(), out byte[]? certificate))
                {
                    return false;
                }

                certificates.Add(certificate);
            }
        }

        return true;
    }

    private static bool TryReadItem(ReadOnlySpan<char> item, [NotNullWhen(true)] out byte[]? octets)
    {
        octets = null;
        if (item.Length is < 3 or > MaxLength || item[0] != ':' || item[^1] != ':' || item.ContainsAny(" \t\r\n") || !Base64.IsValid(item[1..^1]))
        {
            return false;
        }

        octets = Convert.FromBase64String(item[1..^1].ToString());
        return octets.Length > 0;
    }
}
