// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Tests.Verification;

/// <summary>A generated public key infrastructure with at most a few things wrong, and two judges for it.</summary>
internal sealed class Scenario
{
    private const string Host = "acs.example.com";

    private static readonly (string Name, Action<CertificateSpec> Apply)[] LeafDefects =
    [
        ("expired", s => s.NotAfter = Judging.Now.AddDays(-1)),
        ("not yet valid", s => s.NotBefore = Judging.Now.AddDays(1)),
        ("other host", s => s.AlternativeNames = [Encoded.Dns("other.example.com")]),
        ("wildcard", s => s.AlternativeNames = [Encoded.Dns("*.example.com")]),
        ("deep wildcard", s => s.AlternativeNames = [Encoded.Dns("*.com")]),
        ("common name only", s => s.AlternativeNames = null),
        ("address", s => s.AlternativeNames = [Encoded.Ip("192.0.2.1")]),
        ("client usage", s => s.Usages = [CertificateSpec.ClientAuth]),
        ("both usages", s => s.Usages = [CertificateSpec.ClientAuth, CertificateSpec.ServerAuth]),
        ("any usage", s => s.Usages = [CertificateSpec.AnyUsage]),
        ("no usage", s => s.Usages = null),
        ("critical usage", s => s.UsagesCritical = true),
        ("unknown critical", s => s.Extra.Add(("1.2.3.4", true, [0x05, 0x00]))),
        ("unknown", s => s.Extra.Add(("1.2.3.4", false, [0x05, 0x00]))),
        ("no key identifier", s => s.AuthorityKeyIdentifier = false),
        ("serial zero", s => s.Serial = [0x00]),
        ("long serial", s => s.Serial = [0x01, .. new byte[20]]),
        ("ca", s => s.Authority = true),
        ("no basic constraints", s => s.Authority = null),
        ("no key usage", s => s.KeyUsage = null),
        ("signs", s => s.KeyUsage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature),
        ("critical san", s => s.AlternativeNamesCritical = true),
        ("empty subject", s => (s.Subject, s.AlternativeNamesCritical) = ([0x30, 0x00], true)),
        ("underscore", s => s.Dns("a_b.example.com")),
        ("generalized time", s => s.GeneralizedTimes = true),
        ("constraints in leaf", s => s.NameConstraints = Encoded.Constraints(permitted: [Encoded.Dns("example.com")])),
    ];

    private static readonly (string Name, Action<CertificateSpec> Apply)[] AuthorityDefects =
    [
        ("expired", s => s.NotAfter = Judging.Now.AddDays(-1)),
        ("no ca flag", s => s.Authority = false),
        ("no basic constraints", s => s.Authority = null),
        ("uncritical basic constraints", s => s.AuthorityCritical = false),
        ("no certificate signing", s => s.KeyUsage = X509KeyUsageFlags.CrlSign),
        ("no key usage", s => s.KeyUsage = null),
        ("path length 0", s => s.PathLength = 0),
        ("path length 1", s => s.PathLength = 1),
        ("permits host", s => s.NameConstraints = Encoded.Constraints(permitted: [Encoded.Dns("example.com")])),
        ("permits other", s => s.NameConstraints = Encoded.Constraints(permitted: [Encoded.Dns("example.org")])),
        ("excludes host", s => s.NameConstraints = Encoded.Constraints(excluded: [Encoded.Dns("acs.example.com")])),
        ("excludes other", s => s.NameConstraints = Encoded.Constraints(excluded: [Encoded.Dns("example.org")])),
        ("permits network", s => s.NameConstraints = Encoded.Constraints(permitted: [Encoded.Network("192.0.2.0", "255.255.255.0")])),
        ("unknown critical", s => s.Extra.Add(("1.2.3.4", true, [0x05, 0x00]))),
        ("client usage", s => s.Usages = [CertificateSpec.ClientAuth]),
        ("server usage", s => s.Usages = [CertificateSpec.ServerAuth]),
        ("no subject key identifier", s => s.SubjectKeyIdentifier = false),
        ("explicit policy", s => s.Extra.Add(("2.5.29.36", true, [0x30, 0x03, 0x80, 0x01, 0x00]))),
    ];

    private readonly List<string> _text = [];
    private readonly List<byte[]> _anchors = [];
    private readonly List<byte[]> _sent = [];
    private byte[] _leaf = [];

    public string Text => string.Join(", ", _text);

    public bool HasAlternatives { get; private set; }

    public bool HasUnusualAnchor { get; private set; }

    public bool HasMisleadingKeyIdentifier { get; private set; }

    public static Scenario Generate(Random random, DifferentialTests.KeyRing keys)
    {
        var scenario = new Scenario();
        int depth = random.Next(4);
        ForgedAuthority root = ForgedAuthority.Root("Generated Root", scenario.Spoil(random, AuthorityDefects, 0.06, "root"), keys[0]);
        var chain = new List<ForgedAuthority> { root };
        for (int i = 0; i < depth; i++)
        {
            // Sometimes a roll-over: the name of the CA above, another key.
            bool selfIssued = random.NextDouble() < 0.05;
            string name = selfIssued && i > 0 ? $"Generated CA {i - 1}" : $"Generated CA {i}";
            chain.Add(chain[^1].Authority(name, scenario.Spoil(random, AuthorityDefects, 0.12, $"ca {i}"), keys[i + 1]));
        }

        scenario._leaf = chain[^1].Acs(Host, scenario.SpoilLeaf(random, keys));
        scenario._sent.AddRange(chain.Skip(1).Select(authority => authority.Der));
        scenario.ChooseAnchor(random, chain, keys);
        scenario.Disturb(random, chain, keys);
        return scenario;
    }

    public VerifyResult JudgeOurs()
    {
        PeerVerifierOptions options = Judging.Options(PeerRole.AcsServer, [.. _anchors]);
        options.VerdictCacheCapacity = 0;
        return Judging.With(options, _leaf, [.. _sent], Host);
    }

    /// <summary>The platform, used carefully: own anchors alone, no downloads, usage and host name asked for.</summary>
    public (bool Accepted, X509ChainStatusFlags Status) JudgePlatform()
    {
        using X509Certificate2 leaf = X509CertificateLoader.LoadCertificate(_leaf);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = Judging.Now.LocalDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(CertificateSpec.ServerAuth));
        X509Certificate2[] anchors = [.. _anchors.Select(der => X509CertificateLoader.LoadCertificate(der))];
        X509Certificate2[] sent = [.. _sent.Select(der => X509CertificateLoader.LoadCertificate(der))];
        chain.ChainPolicy.CustomTrustStore.AddRange(anchors);
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        bool built = chain.Build(leaf);
        X509ChainStatusFlags status = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        bool named = leaf.MatchesHostname(Host);
        foreach (X509Certificate2 certificate in anchors.Concat(sent).Concat(chain.ChainElements.Select(element => element.Certificate)))
        {
            certificate.Dispose();
        }

        return (built && named, status);
    }

    private Action<CertificateSpec>? Spoil(
        Random random, (string Name, Action<CertificateSpec> Apply)[] defects, double probability, string where)
    {
        if (random.NextDouble() >= probability)
        {
            return null;
        }

        (string name, Action<CertificateSpec> apply) = defects[random.Next(defects.Length)];
        _text.Add($"{where}: {name}");
        return apply;
    }

    private Action<CertificateSpec> SpoilLeaf(Random random, DifferentialTests.KeyRing keys)
    {
        Action<CertificateSpec>? defect = Spoil(random, LeafDefects, 0.45, "leaf");
        bool forged = random.NextDouble() < 0.05;
        bool misleading = random.NextDouble() < 0.03;
        if (forged)
        {
            _text.Add("leaf: signed by another key");
        }

        if (misleading)
        {
            _text.Add("leaf: misleading key identifier");
            HasMisleadingKeyIdentifier = true;
        }

        return spec =>
        {
            defect?.Invoke(spec);
            spec.SigningKey = forged ? keys[9] : null;
            spec.AuthorityKeyIdentifierValue = misleading ? Encoded.Sequence(Encoded.Primitive(0, [1, 2, 3, 4])) : null;
        };
    }

    private void ChooseAnchor(Random random, List<ForgedAuthority> chain, DifferentialTests.KeyRing keys)
    {
        double choice = random.NextDouble();
        if (choice < 0.05)
        {
            _text.Add("anchor: a stranger");
            _anchors.Add(ForgedAuthority.Root("Stranger", key: keys[10]).Der);
        }
        else if (choice < 0.10 && chain.Count > 1)
        {
            _text.Add("anchor: an intermediate");
            HasUnusualAnchor = true;
            _anchors.Add(chain[1].Der);
        }
        else
        {
            _anchors.Add(chain[0].Der);
        }
    }

    private void Disturb(Random random, List<ForgedAuthority> chain, DifferentialTests.KeyRing keys)
    {
        double choice = random.NextDouble();
        if (choice < 0.05 && _sent.Count > 0)
        {
            _text.Add("one intermediate missing");
            _sent.RemoveAt(random.Next(_sent.Count));
        }
        else if (choice < 0.20 && chain.Count > 1)
        {
            _text.Add("a second, expired certificate of an intermediate");
            HasAlternatives = true;
            _sent.Insert(random.Next(_sent.Count + 1), chain[0].CrossSign(chain[^1], s => s.NotAfter = Judging.Now.AddDays(-3)));
        }
        else if (choice < 0.30 && chain.Count > 1)
        {
            _text.Add("a stranger's certificate of the same name");
            HasAlternatives = true;
            ForgedAuthority stranger = ForgedAuthority.Root("Stranger", key: keys[10]);
            _sent.Insert(0, stranger.CrossSign(chain[^1]));
        }

        if (random.NextDouble() < 0.3)
        {
            _sent.Reverse();
        }
    }
}
