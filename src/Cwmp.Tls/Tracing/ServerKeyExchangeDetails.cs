// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;

namespace Cwmp.Tls.Tracing;

/// <summary>The public side of a server's ephemeral key in TLS 1.2 (RFC 5246 §7.4.3, RFC 8422 §5.4).</summary>
public sealed record ServerKeyExchangeDetails : HandshakeDetails
{
    internal ServerKeyExchangeDetails()
    {
    }

    /// <summary>The elliptic-curve group, or null for another kind of exchange.</summary>
    public TlsParameter? Group { get; internal init; }

    /// <summary>Bits of the prime of a finite-field exchange, or null.</summary>
    public int? PrimeBits { get; internal init; }

    /// <summary>How the server signed its key, or null where the version or suite has no such field.</summary>
    public TlsParameter? SignatureScheme { get; internal init; }

    private protected override string Describe()
    {
        var text = new DetailsText();
        text.Add("group", Group?.Name);
        text.Add(PrimeBits is int bits ? string.Create(CultureInfo.InvariantCulture, $"prime of {bits} bits") : null);
        text.Add("signed with", SignatureScheme?.Name);
        return text.ToString();
    }
}
