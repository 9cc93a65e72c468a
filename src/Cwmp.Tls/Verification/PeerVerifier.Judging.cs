// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Verification.Cache;
using Cwmp.Tls.Verification.Der;
using Cwmp.Tls.Verification.Parsing;
using Cwmp.Tls.Verification.Paths;
using Cwmp.Tls.Verification.Pins;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Verification;

public sealed partial class PeerVerifier
{
    private Judgement Judge(
        JudgedPeer peer, X509Certificate2? platformLeaf, List<ParsedCertificate> pool, SearchContext context, long generation)
    {
        CandidatePath path = FindPath(peer, pool, context);
        // The identity does not matter where nothing can make the certificate acceptable.
        DeviceIdentity? identity = _settings.Role == PeerRole.CpeDevice && path.CanBeAccepted
            ? FindIdentity(peer, platformLeaf, path, context.Trust)
            : null;
        Period period = path.CrlsValid;
        foreach (ParsedCertificate certificate in path.Certificates)
        {
            period = period.And(certificate.NotBefore, certificate.NotAfter);
        }

        var basis = new VerdictBasis
        {
            Role = _settings.Role,
            Path = path.Certificates,
            Anchor = path.Anchor,
            ClockTrust = context.Time.Trust,
            ValidUntil = context.Time.Trust == ClockTrust.Trusted
                ? DateTimeOffset.FromUnixTimeSeconds(
                    Math.Min(period.Until, context.Time.Seconds + (long)Math.Min(_ceiling.TotalSeconds, int.MaxValue)))
                : DateTimeOffset.MaxValue,
            TrustVersion = context.Trust.Version,
            CrlVersion = context.Crls.Version,
            ClockGeneration = generation,
            Peer = peer,
        };
        TimeProvider time = _clock.TimeProvider;
        long ceiling = time.GetTimestamp() + (long)Math.Min(_ceiling.TotalSeconds * time.TimestampFrequency, long.MaxValue / 2);
        return new Judgement(basis, Describe(path, peer), identity, period, ceiling);
    }

    private static VerificationFinding[] Describe(CandidatePath path, JudgedPeer peer)
    {
        if (path.IsClean)
        {
            return [];
        }

        ChainCertificate[] certificates = path.Certificates.Length == 0
            ? [new ChainCertificate(peer.Leaf)]
            : [.. path.Certificates.Select(certificate => new ChainCertificate(certificate))];
        return
        [
            .. path.Findings.OrderBy(finding => finding.Depth)
                .Select(finding => new VerificationFinding(finding, certificates[finding.Depth])),
        ];
    }

    private CandidatePath FindPath(JudgedPeer peer, List<ParsedCertificate> pool, SearchContext context)
    {
        ReadOnlyMemory<byte> der = peer.Leaf;
        if (der.Length > _settings.Limits.MaxCertificateSize)
        {
            return Malformed($"{der.Length} octets, at most {_settings.Limits.MaxCertificateSize}");
        }

        if (!CertificateParser.TryParse(der, out ParsedCertificate? leaf, out ParseError error))
        {
            return Malformed(error.ToString());
        }

        CandidatePath path = PathSearch.Find(context, leaf!, pool);
        leaf!.RetireKey();
        return path;
    }

    private static CandidatePath Malformed(string detail) =>
        new([], null, [new Finding(VerificationError.MalformedCertificate, VerificationRules.WellFormed, 0, detail)]);

    // Octets that are not a certificate cannot be an issuer; a peer that sends them along is not refused for it.
    private List<ParsedCertificate> ReadPool(JudgedPeer peer)
    {
        int count = Math.Min(peer.Intermediates.Count, _settings.Limits.MaxCertificates);
        var pool = new List<ParsedCertificate>(count);
        long size = 0;
        for (int i = 0; i < count; i++)
        {
            ReadOnlyMemory<byte> der = peer.Intermediates[i];
            size += der.Length;
            if (size > _settings.Limits.MaxPoolSize)
            {
                break;
            }

            if ((_issuers.Find(der) ?? TryParse(der)) is { } certificate)
            {
                pool.Add(certificate);
            }
        }

        return pool;
    }

    private ParsedCertificate? TryParse(ReadOnlyMemory<byte> der) =>
        der.Length <= _settings.Limits.MaxCertificateSize && CertificateParser.TryParse(der, out ParsedCertificate? certificate, out _)
            ? certificate
            : null;

    private DeviceIdentity? FindIdentity(JudgedPeer peer, X509Certificate2? platformLeaf, CandidatePath path, TrustStore trust)
    {
        DeviceIdentityExtraction extraction = Extract(peer, platformLeaf);
        if (extraction.Identity is { } identity)
        {
            // The scope of every CA of the path that is an anchor too: a cross certificate of an anchor without a scope must not lead round
            // it.
            IssuerScope? broken = path.Certificates.SelectMany(trust.FindScopes).FirstOrDefault(scope => !scope.Allows(identity));
            if (broken is not null)
            {
                path.Findings.Add(new Finding(
                    VerificationError.IssuerScopeViolation,
                    VerificationRules.IssuerScope,
                    0,
                    $"device {identity}, the CA may vouch for {broken}"));
            }

            return identity;
        }

        bool isGeneric = extraction.Error is DeviceIdentityError.NotPresent or DeviceIdentityError.OtherForm;
        if (!isGeneric)
        {
            path.Findings.Add(new Finding(
                VerificationError.DeviceIdentityInvalid, VerificationRules.DeviceIdentityValid, 0, extraction.Detail));
        }
        else if (_requireIdentity)
        {
            path.Findings.Add(new Finding(
                VerificationError.DeviceIdentityMissing, VerificationRules.DeviceIdentityValid, 0, extraction.Detail));
        }

        return null;
    }

    private DeviceIdentityExtraction Extract(JudgedPeer peer, X509Certificate2? platformLeaf)
    {
        try
        {
            if (platformLeaf is not null)
            {
                return _extractor.Extract(platformLeaf);
            }

            using X509Certificate2 loaded = X509CertificateLoader.LoadCertificate(peer.Leaf.Span);
            return _extractor.Extract(loaded);
        }
        catch (CryptographicException)
        {
            return DeviceIdentityExtraction.Refused(DeviceIdentityError.Malformed, "the platform cannot read the certificate");
        }
    }

    // Callback and pins are asked on every handshake, cached or not.
    private VerifyResult Conclude(Judgement judgement, bool fromCache)
    {
        if (_callback is null && _pins is null)
        {
            return fromCache
                ? judgement.Repeated
                : new VerifyResult(judgement.Basis, judgement.Findings, judgement.Identity, fromCache: false);
        }

        List<VerificationFinding> findings = _callback is null ? [.. judgement.Findings] : AskCallback(judgement);
        if (_pins is not null && judgement.Identity is { } device && findings.All(finding => finding.IsOverridden))
        {
            CheckPin(judgement, device, findings);
        }

        return new VerifyResult(judgement.Basis, findings, judgement.Identity, fromCache);
    }

    private List<VerificationFinding> AskCallback(Judgement judgement)
    {
        VerdictBasis basis = judgement.Basis;
        var findings = new List<VerificationFinding>(judgement.Findings.Length);
        for (int depth = Math.Max(basis.Path.Length, 1) - 1; depth >= 0; depth--)
        {
            ChainCertificate certificate = basis.Path.Length == 0
                ? new ChainCertificate(basis.Peer.Leaf)
                : new ChainCertificate(basis.Path[depth]);
            bool good = true;
            int at = 0;
            foreach (VerificationFinding finding in judgement.Findings.Where(finding => finding.Depth == depth))
            {
                bool overridden = _callback!(new VerifyCallbackContext(
                    _settings.Role, basis.Peer.ExpectedNames, depth, certificate, finding))
                    && finding.CanBeOverridden;
                if (overridden)
                {
                    VerificationLog.FindingOverridden(_logger, finding.Error, depth, certificate.Subject, finding.Detail);
                }

                good &= overridden;
                // The walk goes down, the list goes up.
                findings.Insert(at++, overridden ? finding.Overridden() : finding);
            }

            if (good && !_callback!(new VerifyCallbackContext(_settings.Role, basis.Peer.ExpectedNames, depth, certificate, null)))
            {
                findings.Insert(at, new VerificationFinding(
                    new Finding(VerificationError.RejectedByCallback, VerificationRules.Callback, depth, "the callback refused it"),
                    certificate));
            }
        }

        return findings;
    }

    private void CheckPin(Judgement judgement, DeviceIdentity device, List<VerificationFinding> findings)
    {
        ParsedCertificate leaf = judgement.Basis.Path[0];
        DevicePinDecision decision = _pins!.Check(device, leaf.HashPublicKey());
        switch (decision)
        {
            case DevicePinDecision.Known:
                break;
            case DevicePinDecision.FirstUse:
                VerificationLog.KeyPinned(_logger, device.ToString());
                break;
            case DevicePinDecision.Rotated:
                VerificationLog.KeyRotated(_logger, device.ToString());
                break;
            default:
                VerificationLog.KeyMismatch(_logger, device.ToString());
                findings.Insert(0, new VerificationFinding(
                    new Finding(
                        VerificationError.PinMismatch, VerificationRules.PinnedKey, 0, $"device {device} has shown another key before"),
                    new ChainCertificate(leaf)));
                break;
        }
    }

    private void Log(VerifyResult result)
    {
        if (!result.IsAccepted)
        {
            VerificationLog.PeerRefused(_logger, result);
        }
        else if (result.TimeRelaxed)
        {
            VerificationLog.TimeRelaxed(_logger, result.ClockTrust, result);
        }
    }

    private void ClearCaches()
    {
        _verdicts.Clear();
        _issuers.Clear();
    }

    private void OnTrustChanged(object? sender, EventArgs e)
    {
        ClearCaches();
        VerificationLog.TrustReplaced(_logger, _trust.Current.Version, _trust.Current.Anchors.Count, _trust.Current.Fingerprint);
        VerdictsOutdated?.Invoke(this, EventArgs.Empty);
    }

    private void OnCrlsChanged(object? sender, EventArgs e)
    {
        _verdicts.Clear();
        VerificationLog.CrlsReplaced(_logger, _crls.Current.Version, _crls.Current.Count);
        VerdictsOutdated?.Invoke(this, EventArgs.Empty);
    }

    private void OnTimeTrusted(object? sender, EventArgs e)
    {
        _verdicts.Clear();
        VerificationLog.TimeTrusted(_logger);
        VerdictsOutdated?.Invoke(this, EventArgs.Empty);
    }
}
