// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Connections.Material;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Connections.Verdicts;

/// <summary>Judges the peer of one handshake by the context's rules and keeps the outcome.</summary>
internal sealed class PeerTrial(ContextSettings settings, PeerRole role, string? host) : IPeerJudge
{
    /// <summary>Null until the peer has shown itself.</summary>
    public TlsPeer? Outcome { get; private set; }

    /// <summary>What a callback of the user's threw, if it did.</summary>
    public Exception? Failure { get; private set; }

    public byte? Judge(in PresentedChain chain)
    {
        bool isAsked = role == PeerRole.AcsServer || settings.VerifyMode != CwmpTlsVerifyMode.NoClientCertificate;
        if (!isAsked || chain.Leaf.IsEmpty)
        {
            bool mayBeMissing = role == PeerRole.CpeDevice && settings.VerifyMode != CwmpTlsVerifyMode.RequireCertificate;
            Outcome = new TlsPeer(role, mayBeMissing, default, null);
            return mayBeMissing ? null : AlertNumber.CertificateRequired;
        }

        VerifyResult result;
        try
        {
            result = Verify(chain);
        }
        catch (Exception e)
        {
            // The verifier itself does not throw; a callback or an extractor of the user's own may, and that is no reason to trust anybody.
            Failure = e;
            return AlertNumber.InternalError;
        }

        Outcome = new TlsPeer(role, result.IsAccepted, chain.Leaf, result);
        return result.IsAccepted ? null : VerdictText.AlertFor(result.FirstError?.Error ?? default);
    }

    private VerifyResult Verify(in PresentedChain chain)
    {
        // RFC 5077 §4, RFC 8446 §4.6.1: what a ticket holds is the server's affair; OpenSSL's holds the leaf alone.
        IReadOnlyList<ReadOnlyMemory<byte>> others = chain.Others.Count > 0 ? chain.Others : settings.Issuers.Recall(chain.Leaf);
        long started = TlsMetrics.VerificationsObserved ? Stopwatch.GetTimestamp() : 0;
        VerifyResult result = settings.VerifierFor(role).Verify(new VerifyRequest
        {
            Leaf = chain.Leaf,
            Intermediates = others,
            ExpectedNames = role == PeerRole.AcsServer ? [ReferenceName.FromHost(host ?? "")] : [],
        });
        if (started != 0)
        {
            TlsMetrics.VerificationFinished(Stopwatch.GetElapsedTime(started), result.IsAccepted, result.FromCache);
        }

        if (result.IsAccepted && chain.Others.Count > 0)
        {
            settings.Issuers.Remember(chain.Leaf, [.. result.Chain.Skip(1).SkipLast(1).Select(certificate => certificate.RawData)]);
        }

        return result;
    }
}
