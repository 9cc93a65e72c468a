// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Connections.Verdicts;

/// <summary>Judges the peer of one handshake by the rules of the context, and keeps the outcome.</summary>
/// <param name="verifiers">The rules.</param>
/// <param name="role">What the peer is judged as.</param>
/// <param name="host">The host that this client dialled; null on a server.</param>
internal sealed class PeerTrial(PeerVerifiers verifiers, PeerRole role, string? host) : IPeerJudge
{
    /// <summary>Null until the peer has shown itself.</summary>
    public TlsPeer? Outcome { get; private set; }

    /// <summary>What a callback of the user's threw; null where none did.</summary>
    public Exception? Failure { get; private set; }

    public byte? Judge(in PresentedChain chain)
    {
        // An engine may ask twice: about a session that could be resumed, and then about what is shown. The last answer counts.
        Failure = null;
        if (chain.Leaf.IsEmpty || !verifiers.AsksForCertificate(role))
        {
            bool isAccepted = verifiers.AcceptsNoCertificate(role);
            Outcome = new TlsPeer(role, isAccepted, default, null);
            return isAccepted ? null : AlertNumber.CertificateRequired;
        }

        VerifyResult result;
        try
        {
            result = Verify(chain);
        }
        catch (Exception e)
        {
            // The verifier itself does not throw. A callback or an extractor of the user's may throw, and that is no reason to trust
            // anybody.
            Failure = e;
            return AlertNumber.InternalError;
        }

        Outcome = new TlsPeer(role, result.IsAccepted, chain.Leaf, result);
        return result.IsAccepted ? null : VerdictText.AlertFor(result.FirstError?.Error ?? default);
    }

    private VerifyResult Verify(in PresentedChain chain)
    {
        // RFC 5077 §4, RFC 8446 §4.6.1: the server decides what a ticket holds. OpenSSL's tickets hold only the leaf.
        IReadOnlyList<ReadOnlyMemory<byte>> others = chain.Others.Count > 0 ? chain.Others : verifiers.Issuers.Recall(chain.Leaf);
        long started = TlsMetrics.VerificationsObserved ? Stopwatch.GetTimestamp() : 0;
        VerifyResult result = verifiers.For(role).Verify(new VerifyRequest
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
            verifiers.Issuers.Remember(chain.Leaf, [.. result.Chain.Skip(1).SkipLast(1).Select(certificate => certificate.RawData)]);
        }

        return result;
    }
}
