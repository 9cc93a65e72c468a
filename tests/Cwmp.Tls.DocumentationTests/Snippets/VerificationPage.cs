// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.DocumentationTests.Snippets;

/// <summary>The code of docs/verification.md.</summary>
internal static class VerificationPage
{
    public static void Verify(X509Certificate2 peerCertificate, X509Certificate2[] otherCertificates)
    {
        var trust = new TrustSource(TrustStore.FromFile("device-ca.pem"));
        using var verifier = new PeerVerifier(new PeerVerifierOptions { Role = PeerRole.CpeDevice, Trust = trust });

        VerifyResult result = verifier.Verify(peerCertificate, otherCertificates);
        if (!result.IsAccepted)
        {
            // every finding: error, depth, certificate, rule, section, X509_V_ERR number and name
            Console.WriteLine(result.Describe());
        }
    }

    public static TrustStore Scope(X509Certificate2 makerA, X509Certificate2 makerB)
    {
        return
            new TrustStore(
                [new TrustAnchor(makerA, new IssuerScope(["00256D"])), new TrustAnchor(makerB, new IssuerScope(["0019C7"], ["STB"]))]);
    }
}
