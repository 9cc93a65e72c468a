// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;

namespace Cwmp.Tls.Tracing;

/// <summary>What a TLS 1.2 server asks of the client's certificate (RFC 5246 §7.4.4).</summary>
public sealed record CertificateRequestDetails : HandshakeDetails
{
    internal CertificateRequestDetails()
    {
    }

    /// <summary>The kinds of certificate, for example <c>ecdsa_sign</c>.</summary>
    public IReadOnlyList<TlsParameter> CertificateTypes { get; internal init; } = [];

    /// <summary>The signature schemes the server can verify.</summary>
    public IReadOnlyList<TlsParameter> SignatureSchemes { get; internal init; } = [];

    /// <summary>How many authorities the message names; 0 leaves the choice to the client.</summary>
    public int AuthorityCount { get; internal init; }

    /// <summary>The names of the authorities (RFC 4514 text), the first <see cref="HandshakeDetails.MaxItems"/> of them.</summary>
    public IReadOnlyList<string> Authorities { get; internal init; } = [];

    internal override int Weight => WeightOf(Authorities) + (4 * (CertificateTypes.Count + SignatureSchemes.Count));

    private protected override string Describe()
    {
        var text = new DetailsText();
        text.Add("types", CertificateTypes);
        text.Add(AuthorityCount switch
        {
            0 => "any authority",
            1 => "1 authority",
            _ => string.Create(CultureInfo.InvariantCulture, $"{AuthorityCount} authorities"),
        });
        foreach (string authority in Authorities)
        {
            text.Add(authority);
        }

        text.Add("signatures", SignatureSchemes);
        return text.ToString();
    }
}
