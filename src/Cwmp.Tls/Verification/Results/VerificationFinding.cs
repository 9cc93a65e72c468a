// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Verification.Results;

/// <summary>One thing that is wrong with a chain: what, where, by which rule, and in OpenSSL's words.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class VerificationFinding
{
    internal VerificationFinding(Finding finding, ChainCertificate certificate)
    {
        Error = finding.Error;
        Rule = finding.Rule;
        Depth = finding.Depth;
        Detail = finding.Detail;
        Certificate = certificate;
    }

    private VerificationFinding(VerificationFinding other)
    {
        (Error, Rule, Depth, Detail, Certificate) = (other.Error, other.Rule, other.Depth, other.Detail, other.Certificate);
        IsOverridden = true;
    }

    /// <summary>What is wrong.</summary>
    public VerificationError Error { get; }

    /// <summary>The rule that is broken.</summary>
    public VerificationRule Rule { get; }

    /// <summary>Where the rule is written.</summary>
    public string Section => Rule.Section;

    /// <summary>0 for the peer's own certificate, growing towards the anchor.</summary>
    public int Depth { get; }

    /// <summary>The certificate at that depth.</summary>
    public ChainCertificate Certificate { get; }

    /// <summary>What was found. Control characters of the peer's names are replaced.</summary>
    public string Detail { get; }

    /// <summary>What OpenSSL calls it: the number of the X509_V_ERR that comes nearest.</summary>
    public int OpenSslCode => OpenSslErrors.CodeOf(Error);

    /// <summary>The name of that number, such as <c>X509_V_ERR_CERT_HAS_EXPIRED</c>.</summary>
    public string OpenSslName => OpenSslErrors.NameOf(OpenSslCode);

    /// <summary>The verify callback let it pass.</summary>
    public bool IsOverridden { get; }

    /// <summary>
    /// Whether a callback may let it pass. Not where the certificate says nothing reliable (malformed, bad or unverifiable signature),
    /// where its CA has said no (revoked, identity outside the CA's scope), or where a limit ended the search.
    /// </summary>
    public bool CanBeOverridden => VerificationErrors.MayBeOverridden(Error);

    /// <summary>The rule and what was found, in one sentence.</summary>
    public string Message => $"{Rule.Summary} Found: {Detail}.";

    internal VerificationFinding Overridden() => new(this);

    /// <summary>Everything in one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Error} at depth {Depth}, {Certificate}: {Detail} [{Rule.Name}, {Section}; {OpenSslCode} {OpenSslName}]"
            + $"{(IsOverridden ? " (overridden)" : "")}");
}
