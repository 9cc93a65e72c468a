// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;

namespace Cwmp.Tls.Tracing;

/// <summary>A certificate chain as it stands in a TLS 1.2 Certificate message. For display: nothing here has been verified.</summary>
public sealed record CertificateDetails : HandshakeDetails
{
    internal CertificateDetails()
    {
    }

    /// <summary>How many certificates the message holds; 0 is how a client says that it has none.</summary>
    public int Count { get; internal init; }

    /// <summary>The subjects in the order sent, leaf first (RFC 4514 text); <c>(unreadable)</c> where the DER is broken.</summary>
    public IReadOnlyList<string> Subjects { get; internal init; } = [];

    internal override int Weight => WeightOf(Subjects);

    private protected override string Describe()
    {
        if (Count == 0)
        {
            return "no certificate";
        }

        var text = new DetailsText();
        text.Add(Count == 1 ? "1 certificate" : string.Create(CultureInfo.InvariantCulture, $"{Count} certificates"));
        foreach (string subject in Subjects)
        {
            text.Add(subject);
        }

        return text.ToString();
    }
}
