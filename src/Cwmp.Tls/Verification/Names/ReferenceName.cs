// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Net;
using System.Text;

namespace Cwmp.Tls.Verification.Names;

/// <summary>
/// A name the peer must show a certificate for (RFC 9525 §6.1): for an ACS the host of the URL that was dialled, not of the URL that
/// was configured before a redirect.
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class ReferenceName : IEquatable<ReferenceName>
{
    private readonly byte[] _octets;

    private ReferenceName(ReferenceNameKind kind, string value, byte[] octets, bool isValid = true)
    {
        Kind = kind;
        Value = value;
        _octets = octets;
        IsValid = isValid;
    }

    /// <summary>The kind.</summary>
    public ReferenceNameKind Kind { get; }

    /// <summary>The name as it was given.</summary>
    public string Value { get; }

    /// <summary>False where the text is no name of any kind; nothing matches it.</summary>
    public bool IsValid { get; }

    internal ReadOnlySpan<byte> Octets => _octets;

    /// <summary>
    /// Reads the host of a URL: an address (IPv6 with or without brackets) or a host name, which may be internationalised and may end in
    /// one period.
    /// </summary>
    /// <param name="host">The host.</param>
    public static ReferenceName FromHost(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        string text = host.Length > 2 && host[0] == '[' && host[^1] == ']' ? host[1..^1] : host;
        // An IPv4 address has four parts; "1" or "0x7f000001" are addresses only to lenient resolvers.
        bool isAddress = IPAddress.TryParse(text, out IPAddress? address)
            && (text.Contains(':', StringComparison.Ordinal) || IpName.IsCanonicalText(text, address));
        return isAddress && !text.Contains('%', StringComparison.Ordinal)
            ? new ReferenceName(ReferenceNameKind.Ip, host, address!.GetAddressBytes())
            : FromDns(host);
    }

    /// <summary>A mailbox, such as <c>cpe@example.com</c>.</summary>
    /// <param name="mailbox">The mailbox.</param>
    public static ReferenceName FromMail(string mailbox)
    {
        ArgumentNullException.ThrowIfNull(mailbox);
        byte[] octets = Encoding.UTF8.GetBytes(mailbox);
        return new ReferenceName(ReferenceNameKind.Mail, mailbox, octets, MailName.TrySplit(octets, out _, out _));
    }

    /// <summary>Whether two names are of one kind and the same octets.</summary>
    /// <param name="other">The other name.</param>
    public bool Equals(ReferenceName? other) => other is not null && other.Kind == Kind && other._octets.AsSpan().SequenceEqual(_octets);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ReferenceName);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Kind);
        hash.AddBytes(_octets);
        return hash.ToHashCode();
    }

    /// <summary>The name.</summary>
    public override string ToString() => Value;

    private static ReferenceName FromDns(string host)
    {
        string text = host.EndsWith('.') ? host[..^1] : host;
        if (!Ascii.IsValid(text))
        {
            try
            {
                text = new IdnMapping().GetAscii(text);
            }
            catch (ArgumentException)
            {
                text = string.Empty;
            }
        }

        byte[] octets = Encoding.ASCII.GetBytes(text.ToLowerInvariant());
        return new ReferenceName(ReferenceNameKind.Dns, host, octets, DnsName.IsHost(octets));
    }
}
