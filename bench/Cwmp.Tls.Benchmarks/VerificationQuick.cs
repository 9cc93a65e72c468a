// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Benchmarks;

/// <summary>The verifier beside the platform's chain engine.</summary>
internal static class VerificationQuick
{
    public static IEnumerable<QuickGroup> Groups()
    {
        const string Host = "acs.example.com";
        var chain = new VerificationChain(Host);
        ReadOnlyMemory<byte>[] intermediates = [chain.Intermediate];
        var kept = new PeerVerifier(chain.Options(cacheCapacity: 0));
        var cached = new PeerVerifier(chain.Options(cacheCapacity: 1024));
        X509Certificate2 leaf = X509CertificateLoader.LoadCertificate(chain.Leaf.Span);
        X509Certificate2 intermediate = X509CertificateLoader.LoadCertificate(chain.Intermediate.Span);
        X509Certificate2[] sent = [intermediate];
        Require(cached.Verify(leaf, sent, Host).IsAccepted);

        yield return new QuickGroup(
            "cold verdict: leaf + intermediate + root, P-256, from DER, issuer keys kept",
            new QuickCase("PeerVerifier.Verify", () => Require(kept.Verify(chain.Leaf, intermediates, Host).IsAccepted)),
            new QuickCase("CertificateLoader + X509Chain + MatchesHostname", () => Require(chain.BuildWithPlatform(Host))));

        yield return new QuickGroup(
            "cached verdict: the same peer again",
            new QuickCase("PeerVerifier.Verify, hit", () => Require(cached.Verify(leaf, sent, Host).FromCache)),
            new QuickCase("PeerVerifier.Verify, cold", () => Require(kept.Verify(leaf, sent, Host).IsAccepted)));

        yield return new QuickGroup(
            "parsing one certificate",
            new QuickCase("TrustAnchor of DER", () => GC.KeepAlive(new TrustAnchor(chain.Leaf.Span))),
            new QuickCase("X509CertificateLoader", () => X509CertificateLoader.LoadCertificate(chain.Leaf.Span).Dispose()));
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("The benchmark measures something that failed.");
        }
    }
}
