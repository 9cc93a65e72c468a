// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Text;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Verification.Results;

/// <summary>The verdict on one peer: whether it is accepted, every finding, the chain, and what the verdict rests on.</summary>
/// <remarks>Immutable and thread-safe. Only a <see cref="PeerVerifier"/> can make one.</remarks>
/// <example>
/// <code>
/// VerifyResult result = verifier.Verify(peerCertificate, otherCertificates);
/// foreach (VerificationFinding finding in result.Findings)
/// {
///     Console.WriteLine($"{finding.Error} at depth {finding.Depth}: {finding.Message} ({finding.OpenSslName})");
/// }
///
/// DeviceIdentity? device = result.Identity;      // null unless the peer is accepted and names one device
/// </code>
/// </example>
public sealed class VerifyResult
{
    private ChainCertificate[]? _chain;

    internal VerifyResult(VerdictBasis basis, IReadOnlyList<VerificationFinding> findings, DeviceIdentity? identity, bool fromCache)
    {
        Basis = basis;
        Findings = findings;
        IsAccepted = findings.All(finding => finding.IsOverridden);
        Identity = IsAccepted ? identity : null;
        FromCache = fromCache;
    }

    /// <summary>Whether the peer may be believed.</summary>
    public bool IsAccepted { get; }

    /// <summary>The role the peer was judged in.</summary>
    public PeerRole Role => Basis.Role;

    /// <summary>Everything that is wrong, the peer's certificate first; with an accepted peer only what the callback let pass.</summary>
    public IReadOnlyList<VerificationFinding> Findings { get; }

    /// <summary>
    /// The chain from the peer's certificate to the anchor. Without a path to an anchor, as far as it goes; empty where the peer's
    /// certificate is malformed.
    /// </summary>
    public IReadOnlyList<ChainCertificate> Chain => _chain ??= [.. Basis.Path.Select(certificate => new ChainCertificate(certificate))];

    /// <summary>The anchor the chain ends at, or null.</summary>
    public TrustAnchor? Anchor => Basis.Anchor;

    /// <summary>
    /// The device the certificate names; null for an ACS, for a peer that is not accepted, and for a certificate that a whole family of
    /// devices shares.
    /// </summary>
    public DeviceIdentity? Identity { get; }

    /// <summary>How much was known about the time.</summary>
    public ClockTrust ClockTrust => Basis.ClockTrust;

    /// <summary>
    /// Validity periods were not checked in full; judge again when the time is trusted (<see cref="VerificationClock.BecameTrusted"/>).
    /// </summary>
    public bool TimeRelaxed => ClockTrust != ClockTrust.Trusted;

    /// <summary>
    /// Until when the verdict may be reused: the earliest end of a certificate, of a CRL that was used, and the verifier's ceiling.
    /// The latest time there is, where nothing is known about the time.
    /// </summary>
    public DateTimeOffset ValidUntil => Basis.ValidUntil;

    /// <summary>The verdict came from the cache.</summary>
    public bool FromCache { get; }

    /// <summary>The version of the trust store that was in force.</summary>
    public long TrustVersion => Basis.TrustVersion;

    /// <summary>The version of the CRLs that were in force.</summary>
    public long CrlVersion => Basis.CrlVersion;

    internal VerdictBasis Basis { get; }

    /// <summary>The first finding that was not overridden, or null.</summary>
    public VerificationFinding? FirstError => Findings.FirstOrDefault(finding => !finding.IsOverridden);

    /// <summary>OpenSSL's number for the first finding that was not overridden; 0 (X509_V_OK) for an accepted peer.</summary>
    public int OpenSslCode => FirstError?.OpenSslCode ?? 0;

    /// <summary>The verdict in one line.</summary>
    public override string ToString()
    {
        string peer = Basis.Path.Length > 0 ? Chain[0].ToString() : "malformed certificate";
        if (FirstError is { } error)
        {
            int others = Findings.Count(finding => !finding.IsOverridden) - 1;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{Role} {peer} refused: {error}{(others > 0 ? $" and {others} more" : string.Empty)}");
        }

        string identity = Identity is null ? string.Empty : $", device {Identity}";
        string overridden = Findings.Count == 0 ? string.Empty : $", {Findings.Count} finding(s) overridden";
        return $"{Role} {peer} accepted{identity}{(TimeRelaxed ? ", without a trusted clock" : string.Empty)}{overridden}";
    }

    /// <summary>The verdict, every finding and the chain, line by line.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{this}\n");
        foreach (VerificationFinding finding in Findings)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - {finding}\n");
        }

        for (int depth = 0; depth < Chain.Count; depth++)
        {
            ChainCertificate certificate = Chain[depth];
            bool isAnchor = Anchor is not null && depth == Chain.Count - 1;
            text.Append(CultureInfo.InvariantCulture, $"  {depth}: {certificate.Subject}, ")
                .Append(CultureInfo.InvariantCulture, $"{certificate.NotBefore:yyyy-MM-dd} to {certificate.NotAfter:yyyy-MM-dd}, ")
                .Append(CultureInfo.InvariantCulture, $"sha256 {certificate.Fingerprint}{(isAnchor ? " (trust anchor)" : string.Empty)}\n");
        }

        return text.ToString();
    }
}
