// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Shared;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Der;
using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Parsing;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Fuzz;

/// <summary>
/// What verification makes of hostile octets. Beside not crashing, what was read must agree with itself; a contradiction is thrown.
/// </summary>
internal static class VerificationTargets
{
    private static readonly Lazy<(PeerVerifier[] Verifiers, ReadOnlyMemory<byte>[] Certificates)> Known = new(ReadKnown);

    /// <summary>A certificate as a peer's own, as an intermediate and as an anchor, in both roles.</summary>
    public static void Certificate(ReadOnlySpan<byte> input)
    {
        byte[] der = input.ToArray();
        (PeerVerifier[] verifiers, ReadOnlyMemory<byte>[] certificates) = Known.Value;
        foreach (PeerVerifier verifier in verifiers)
        {
            VerifyResult asLeaf = verifier.Verify(der, certificates, "acs.example.com");
            VerifyResult asIntermediate = verifier.Verify(certificates[0], [der, .. certificates], "acs.example.com");
            foreach (VerifyResult result in new[] { asLeaf, asIntermediate })
            {
                Require(result.IsAccepted == result.Findings.All(finding => finding.IsOverridden), "acceptance follows from the findings");
                Require(!result.ToString().Contains('\n', StringComparison.Ordinal), "the verdict is one line");
                Require(result.Describe().Length > 0, "the verdict can be described");
            }
        }

        bool parsed = CertificateParser.TryParse(der, out ParsedCertificate? certificate, out ParseError problem);
        Require(parsed == certificate is not null && parsed == problem.Message is null, "a certificate or a problem");
        if (!parsed)
        {
            return;
        }

        Require(CertificateParser.TryParse(der, out ParsedCertificate? again, out _) && again!.SubjectHash == certificate!.SubjectHash,
            "reading twice agrees");
        Require(DistinguishedName.AreEqual(certificate!.Bytes(certificate.Subject), certificate.Bytes(certificate.Subject)),
            "a name is itself");
        using var own = new PeerVerifier(new PeerVerifierOptions
        {
            Role = PeerRole.CpeDevice,
            Trust = new TrustStore([new TrustAnchor(der)]),
            VerdictCacheCapacity = 0,
        });
        own.Verify(certificates[1], certificates);
    }

    /// <summary>A CRL, beside the CA that may have signed it.</summary>
    public static void Crl(ReadOnlySpan<byte> input)
    {
        byte[] der = input.ToArray();
        if (!CrlParser.TryParse(der, 10_000, out ParsedCrl? crl, out ParseError problem))
        {
            Require(problem.Message is not null, "a problem has words");
            return;
        }

        Require(crl!.Count <= 10_000, "the number of entries is bounded");
        CrlStore store = CrlStore.FromDer(der);
        var time = new TimeView(ClockTrust.Trusted, crl.ThisUpdate);
        foreach (ReadOnlyMemory<byte> known in Known.Value.Certificates)
        {
            CertificateParser.TryParse(known, out ParsedCertificate? certificate, out _);
            crl.Lists(certificate!.Bytes(certificate.Serial));
            RevocationCheck.Check(store, certificate, certificate, time, out _, out _);
        }
    }

    /// <summary>A name in every reading there is: host, mailbox, URI, address, distinguished name, general names, constraints.</summary>
    public static void Name(ReadOnlySpan<byte> input)
    {
        byte[] octets = input.ToArray();
        string text = Encoding.UTF8.GetString(octets);
        ReferenceName reference = ReferenceName.FromHost(text);
        Require(!reference.IsValid || reference.Equals(ReferenceName.FromHost(text)), "a reference is itself");
        Require(!reference.IsValid || reference.Kind != ReferenceNameKind.Dns || DnsName.Matches(reference.Octets, reference.Octets),
            "a host matches itself");
        Require(!DnsName.IsHost(octets) || DnsName.IsWithin(octets, octets), "a host is within itself");
        Require(!MailName.TrySplit(octets, out _, out _) || MailName.AreEqual(octets, octets), "a mailbox is itself");
        Require(!UriName.TryGetHost(octets, out ReadOnlySpan<byte> host) || UriName.IsWithin(host, host),
            "the host of a URI is within itself");
        PublicSuffixes.BuiltIn.Contains(text);
        Require(!PrintableText.Of(octets).Any(char.IsControl), "printed text has no control characters");

        var whole = new DerSlice(0, octets.Length);
        GeneralNames.AreWellFormed(octets, whole);
        NameConstraintSet.IsWellFormed(octets, whole);
        PolicyExtensions.ArePolicies(octets, whole);
        PolicyExtensions.AreMappings(octets, whole);
        DistributionPoints.AreWellFormed(octets, whole);
        var reader = new DerReader(octets);
        if (reader.TryRead(DerTag.Sequence, out DerSlice contents) && reader.AtEnd && DistinguishedName.IsWellFormed(octets, contents))
        {
            Require(DistinguishedName.AreEqual(octets, octets) && DistinguishedName.IsWithin(octets, octets), "a name is itself");
            Require(DistinguishedName.GetHash(octets) == DistinguishedName.GetHash(octets.ToArray()), "equal names have equal hashes");
        }
    }

    private static (PeerVerifier[] Verifiers, ReadOnlyMemory<byte>[] Certificates) ReadKnown()
    {
        byte[] Read(string name) => File.ReadAllBytes(Path.Combine(FuzzCorpus.FolderOf("certificate"), name));
        var trust = new TrustStore([new TrustAnchor(Read("root.der")), new TrustAnchor(Read("pss.der")), new TrustAnchor(Read("v1.der"))]);
        PeerVerifier Make(PeerRole role) => new(new PeerVerifierOptions { Role = role, Trust = trust, VerdictCacheCapacity = 0 });
        return ([Make(PeerRole.AcsServer), Make(PeerRole.CpeDevice)], [Read("acs.der"), Read("cpe.der"), Read("intermediate.der")]);
    }

    private static void Require(bool holds, string property)
    {
        if (!holds)
        {
            throw new InvalidOperationException("Broken: " + property);
        }
    }
}
