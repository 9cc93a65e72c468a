// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Tracing;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;
using Cwmp.Tls.Verification.Trust;
using Microsoft.Extensions.Logging.Testing;
using Code = Cwmp.Tls.CwmpTlsConfigurationErrorCode;

namespace Cwmp.Tls.Tests.Connections;

/// <summary>A context is built right, or every reason why not is told at once.</summary>
public sealed class ContextBuilderTests : IDisposable
{
    private readonly TlsWorld _world = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cwmp-tls-");

    public void Dispose()
    {
        _world.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Files_of_the_paper_build_a_context()
    {
        (string certificate, string key) = _world.Pki.Acs(TlsWorld.Host).Issue().Save(_folder.FullName, "acs");
        string ca = Write("ca.pem", _world.Pki.Root.ToPem());

        _world.Acs = new CwmpTlsContextBuilder()
            .LoadVerifyLocations(ca)
            .UseCertificateChainFile(certificate)
            .UsePrivateKeyFile(key)
            .SetVerify(CwmpTlsVerifyMode.RequireCertificate)
            .Build();
        await using TlsPair pair = await _world.OpenAsync();

        pair.Acs.PeerIdentity.Should().NotBeNull();
        _world.Acs.VerifyMode.Should().Be(CwmpTlsVerifyMode.RequireCertificate);
        _world.Acs.HandshakeTimeout.Should().Be(TimeSpan.FromSeconds(30));
        _world.Acs.Flags.Should().Be(CwmpTlsFlags.ServerCipherPreference | CwmpTlsFlags.NoRenegotiation | CwmpTlsFlags.NoCompression);
        _world.Acs.HasCertificate.Should().BeTrue();
    }

    [Fact]
    public async Task Chain_and_key_may_stand_in_one_file_and_CAs_in_a_directory()
    {
        TestCertificate acs = _world.Pki.Acs(TlsWorld.Host).IssuedBy(_world.Pki.Intermediate).Issue();
        string all = Write("all.pem", acs.ToKeyPem() + acs.ToChainPem());
        DirectoryInfo cas = _folder.CreateSubdirectory("cas");
        File.WriteAllText(Path.Combine(cas.FullName, "root.crt"), _world.Pki.Root.ToPem());
        File.WriteAllText(Path.Combine(cas.FullName, "README"), "not a certificate");
        var logs = new FakeLogCollector();

        _world.Acs = new CwmpTlsContextBuilder()
            .LoadVerifyLocations(null, cas.FullName)
            .UseCertificateChainFile(all)
            .SetLoggerFactory(new Microsoft.Extensions.Logging.LoggerFactory([new FakeLoggerProvider(logs)]))
            .Build();
        await using TlsPair pair = await _world.OpenAsync();

        pair.Cpe.VerifyResult!.Chain.Should().HaveCount(3, "the intermediate was sent along");
        logs.GetSnapshot().Should().Contain(log => log.Id.Id == 3002 && log.Message.Contains("README"));
    }

    [Fact]
    public void All_mistakes_are_reported_together()
    {
        TestCertificate acs = _world.Pki.Acs(TlsWorld.Host).Issue();
        string notCa = Write("leaf.pem", acs.ToPem());
        string damaged = Write("damaged.crl", "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n");
        (string certificate, _) = acs.Save(_folder.FullName, "acs");
        (_, string otherKey) = _world.Pki.Acs(TlsWorld.Host).Issue().Save(_folder.FullName, "other");

        CwmpTlsContextBuilder builder = new CwmpTlsContextBuilder(CwmpTlsMethod.Tls10)
            .LoadVerifyLocations(notCa, Path.Combine(_folder.FullName, "nowhere"))
            .LoadVerifyLocations(Path.Combine(_folder.FullName, "missing.pem"))
            .UseCertificateChainFile(certificate)
            .UsePrivateKeyFile(otherKey)
            .LoadCrls(damaged, Path.Combine(_folder.FullName, "missing.crl"))
            .SetHandshakeTimeout(TimeSpan.Zero)
            .SetCloseTimeout(TimeSpan.FromDays(2))
            .SetApplicationProtocols("", new string('x', 256))
            .ConfigureVerifier(PeerRole.CpeDevice, options => options.MaxChainDepth = 1000);

        CwmpTlsConfigurationException failure = builder.Invoking(b => b.Build()).Should().Throw<CwmpTlsConfigurationException>().Which;

        failure.Errors.Select(error => error.Code).Should().BeEquivalentTo(
        [
            Code.ProtocolRefused, Code.NotAnAuthority, Code.FileNotFound, Code.FileNotFound, Code.KeyMismatch,
            Code.CrlNotUsable, Code.FileNotFound, Code.ValueOutOfRange, Code.ValueOutOfRange, Code.ValueOutOfRange,
            Code.ValueOutOfRange, Code.ValueOutOfRange,
        ]);
        failure.Message.Should().Contain("12 reasons").And.Contain("missing.pem").And.Contain("RFC 8996");
        failure.Should().BeAssignableTo<InvalidOperationException>();
    }

    [Theory]
    [InlineData(CwmpTlsMethod.Ssl2, "SSL 2.0", "RFC 6176")]
    [InlineData(CwmpTlsMethod.Ssl3, "SSL 3.0", "RFC 7568")]
    [InlineData(CwmpTlsMethod.Tls10, "TLS 1.0", "RFC 8996")]
    [InlineData(CwmpTlsMethod.Tls11, "TLS 1.1", "RFC 8996")]
    public void Old_protocols_are_refused_by_name_and_with_the_reason(CwmpTlsMethod method, string name, string reason)
    {
        CwmpTlsConfigurationError error = OnlyError(_world.AcsBuilder(method: method));

        error.Code.Should().Be(Code.ProtocolRefused);
        error.Message.Should().Contain(name).And.Contain(reason);
    }

    [Fact]
    public void Method_that_does_not_exist_is_refused() =>
        OnlyError(_world.AcsBuilder(method: (CwmpTlsMethod)99)).Code.Should().Be(Code.ValueOutOfRange);

    [Theory]
    [InlineData(CwmpTlsMethod.Tls12, CwmpTlsFlags.NoTls12)]
    [InlineData(CwmpTlsMethod.Tls13, CwmpTlsFlags.NoTls13)]
    [InlineData(CwmpTlsMethod.Tls12AndTls13, CwmpTlsFlags.NoTls12 | CwmpTlsFlags.NoTls13)]
    public void Method_and_flags_may_not_exclude_each_other(CwmpTlsMethod method, CwmpTlsFlags flags) =>
        OnlyError(_world.AcsBuilder(method: method).SetFlags(flags)).Code.Should().Be(Code.ProtocolConflict);

    [Fact]
    public void Legacy_suites_need_TLS_12()
    {
        DiagnosisTests.SkipUnlessSuitesCanBeChosen();

        CwmpTlsConfigurationError error = OnlyError(
            _world.AcsBuilder(method: CwmpTlsMethod.Tls13).SetCipherProfile(CwmpTlsCipherProfile.LegacyStaticRsa));

        error.Code.Should().Be(Code.ProtocolConflict);
    }

    [Fact]
    public void Profile_without_suites_for_the_method_is_a_conflict()
    {
        DiagnosisTests.SkipUnlessSuitesCanBeChosen();
        var tls13 = CwmpTlsCipherProfile.Create("1.3", TlsCipherSuite.TLS_AES_128_GCM_SHA256);

        OnlyError(_world.AcsBuilder(method: CwmpTlsMethod.Tls12).SetCipherProfile(tls13)).Code.Should().Be(Code.ProtocolConflict);
    }

    [Theory]
    [InlineData(TlsCipherSuite.TLS_RSA_WITH_NULL_SHA256)]
    [InlineData(TlsCipherSuite.TLS_RSA_WITH_RC4_128_SHA)]
    [InlineData(TlsCipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA)]
    [InlineData(TlsCipherSuite.TLS_DH_anon_WITH_AES_256_GCM_SHA384)]
    [InlineData((TlsCipherSuite)0xFEFE)]
    public void Suites_that_protect_nothing_make_no_profile(TlsCipherSuite suite)
    {
        Action making = () => CwmpTlsCipherProfile.Create("mine", TlsCipherSuite.TLS_AES_128_GCM_SHA256, suite);

        making.Should().Throw<ArgumentException>().WithMessage("*gives no protection*");
    }

    [Fact]
    public void Values_that_do_not_exist_are_refused()
    {
        OnlyError(_world.AcsBuilder().SetFlags((CwmpTlsFlags)0x4000)).Code.Should().Be(Code.ValueOutOfRange);
        OnlyError(_world.AcsBuilder().SetVerify((CwmpTlsVerifyMode)7)).Code.Should().Be(Code.ValueOutOfRange);
        OnlyError(_world.AcsBuilder().SetTrace((HandshakeTraceLevel)7)).Code.Should().Be(Code.ValueOutOfRange);
    }

    [Fact]
    public void Expired_own_certificate_is_a_mistake_where_the_time_is_known()
    {
        TestCertificate expired = _world.Pki.Acs(TlsWorld.Host).Expired().Issue();

        OnlyError(_world.AcsBuilder(expired)).Code.Should().Be(Code.CertificateExpired);
        OnlyError(_world.AcsBuilder(_world.Pki.Acs(TlsWorld.Host).NotYetValid().Issue())).Code.Should().Be(Code.CertificateNotYetValid);
        _world.AcsBuilder(expired).SetClock(VerificationClock.Unknown()).Invoking(b => b.Build().Dispose()).Should().NotThrow();
    }

    [Fact]
    public void Missing_certificate_is_a_mistake_unless_said_on_purpose()
    {
        CwmpTlsContextBuilder builder = new CwmpTlsContextBuilder().AddTrustAnchors(_world.Pki.Root.Certificate);

        OnlyError(builder).Code.Should().Be(Code.CertificateMissing);

        using CwmpTlsContext context = builder.UseNoCertificate().Build();
        context.HasCertificate.Should().BeFalse();
    }

    [Fact]
    public void Nothing_trusted_is_a_mistake()
    {
        using CertificateCredential credential = _world.Pki.Acs().Issue().ToCredential();

        OnlyError(new CwmpTlsContextBuilder().UseCredential(credential)).Code.Should().Be(Code.NothingTrusted);
    }

    [Fact]
    public void Saying_a_thing_twice_is_a_conflict()
    {
        OnlyError(_world.AcsBuilder().UseNoCertificate()).Code.Should().Be(Code.SettingConflict);
        OnlyError(_world.AcsBuilder().UseCertificateChainFile("x.pem")).Code.Should().Be(Code.SettingConflict);
        OnlyError(_world.AcsBuilder().UseTrust(TrustStore.Empty)).Code.Should().Be(Code.SettingConflict);
        OnlyError(_world.AcsBuilder().UseCrls(_world.Own(new CrlSource())).LoadCrls(CrlFile())).Code.Should().Be(Code.SettingConflict);
    }

    [Fact]
    public void Both_files_of_a_credential_are_looked_at()
    {
        string key = Write("garbage.key", "no key");
        CwmpTlsContextBuilder builder = new CwmpTlsContextBuilder()
            .AddTrustAnchors(_world.Pki.Root.Certificate)
            .UseCertificateChainFile(Path.Combine(_folder.FullName, "missing.pem"))
            .UsePrivateKeyFile(key);

        CwmpTlsConfigurationException failure = builder.Invoking(b => b.Build()).Should().Throw<CwmpTlsConfigurationException>().Which;

        failure.Errors.Select(error => (error.Code, error.Setting)).Should().BeEquivalentTo(
        [
            (Code.FileNotFound, nameof(CwmpTlsContextBuilder.UseCertificateChainFile)),
            (Code.FileNotUsable, nameof(CwmpTlsContextBuilder.UsePrivateKeyFile)),
        ]);
    }

    [Fact]
    public void Password_stands_in_no_message()
    {
        const string Password = "correct horse battery";
        using CertificateCredential credential = _world.Pki.Acs().Issue().ToCredential();
        string pkcs12 = Path.Combine(_folder.FullName, "acs.p12");
        File.WriteAllBytes(pkcs12,
            credential.Certificate.Export(System.Security.Cryptography.X509Certificates.X509ContentType.Pkcs12, "another one"));
        var options = new CwmpTlsOptions { CertificateChainFile = pkcs12, PrivateKeyPassword = Password };
        CwmpTlsContextBuilder builder = new CwmpTlsContextBuilder().AddTrustAnchors(_world.Pki.Root.Certificate).SetOptions(options);

        CwmpTlsConfigurationException failure = builder.Invoking(b => b.Build()).Should().Throw<CwmpTlsConfigurationException>().Which;

        failure.Errors.Should().ContainSingle().Which.Code.Should().Be(Code.PasswordWrong);
        (failure + options.ToString()).Should().NotContain(Password);
    }

    [Fact]
    public async Task Options_of_a_configuration_file_say_the_same_as_the_methods()
    {
        (string certificate, string key) = _world.Pki.Acs(TlsWorld.Host).Issue().Save(_folder.FullName, "acs");
        var options = new CwmpTlsOptions
        {
            Method = CwmpTlsMethod.Tls12,
            VerifyMode = CwmpTlsVerifyMode.RequestCertificate,
            CaFile = Write("ca.pem", _world.Pki.Root.ToPem()),
            CertificateChainFile = certificate,
            PrivateKeyFile = key,
            CipherProfile = "modern",
            HandshakeTimeout = TimeSpan.FromSeconds(7),
            Trace = HandshakeTraceLevel.Messages,
        };
        options.ApplicationProtocols.Add("http/1.1");
        options.CrlFiles.Add(CrlFile());

        _world.Acs = new CwmpTlsContextBuilder().SetOptions(options).Build();
        await using TlsPair pair = await _world.OpenAsync();

        pair.Acs.Protocol.Should().Be(System.Security.Authentication.SslProtocols.Tls12);
        pair.Acs.Trace.Should().NotBeNull();
        _world.Acs.VerifyMode.Should().Be(CwmpTlsVerifyMode.RequestCertificate);
        _world.Acs.HandshakeTimeout.Should().Be(TimeSpan.FromSeconds(7));
        OnlyError(_world.AcsBuilder().SetOptions(new CwmpTlsOptions { CipherProfile = "fast" })).Code.Should().Be(Code.ValueOutOfRange);
    }

    [Fact]
    public void Options_that_name_no_method_leave_TLS_13_only()
    {
        using CwmpTlsContext context = _world.AcsBuilder(method: CwmpTlsMethod.Tls13)
            .SetVerify(CwmpTlsVerifyMode.RequestCertificate)
            .SetHandshakeTimeout(TimeSpan.FromSeconds(7))
            .SetOptions(new CwmpTlsOptions { CloseTimeout = TimeSpan.FromSeconds(1) })
            .Build();

        context.Material.Settings.Protocols.Should().Be(System.Security.Authentication.SslProtocols.Tls13);
        context.VerifyMode.Should().Be(CwmpTlsVerifyMode.RequestCertificate);
        context.HandshakeTimeout.Should().Be(TimeSpan.FromSeconds(7));
        context.CloseTimeout.Should().Be(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Flags_are_added_and_taken_back()
    {
        CwmpTlsContextBuilder builder = _world.AcsBuilder()
            .SetFlags(CwmpTlsFlags.NoTls12 | CwmpTlsFlags.NoResumption)
            .ClearFlags(CwmpTlsFlags.NoTls12);
        using CwmpTlsContext cleared = builder.Build();
        using CwmpTlsContext again = builder.SetOptions(new CwmpTlsOptions { Flags = CwmpTlsFlags.NoTls12 }).Build();
        using CwmpTlsContext byOptions = builder.SetOptions(new CwmpTlsOptions { ClearedFlags = CwmpTlsFlags.NoResumption }).Build();

        Chosen(cleared).Should().Be(CwmpTlsFlags.NoResumption);
        Chosen(again).Should().Be(CwmpTlsFlags.NoResumption | CwmpTlsFlags.NoTls12);
        Chosen(byOptions).Should().Be(CwmpTlsFlags.NoTls12);
    }

    [Fact]
    public void Flags_that_are_always_in_force_or_said_both_ways_are_conflicts()
    {
        OnlyError(_world.AcsBuilder().ClearFlags(CwmpTlsFlags.NoRenegotiation)).Code.Should().Be(Code.SettingConflict);
        OnlyError(_world.AcsBuilder().ClearFlags((CwmpTlsFlags)0x4000)).Code.Should().Be(Code.ValueOutOfRange);
        var both = new CwmpTlsOptions { Flags = CwmpTlsFlags.NoResumption, ClearedFlags = CwmpTlsFlags.NoResumption };
        OnlyError(_world.AcsBuilder().SetOptions(both)).Setting.Should().Be(nameof(CwmpTlsOptions.ClearedFlags));
    }

    [Fact]
    public void Empty_settings_of_a_configuration_file_are_mistakes_like_any_other()
    {
        var options = new CwmpTlsOptions
        {
            CaFile = "",
            CaDirectory = " ",
            CertificateChainFile = "",
            PrivateKeyFile = "",
            CrlFiles = { "", "a\0b", null! }
        };

        Action building = () => new CwmpTlsContextBuilder().SetOptions(options).Build();

        IReadOnlyList<CwmpTlsConfigurationError> errors = building.Should().Throw<CwmpTlsConfigurationException>().Which.Errors;
        errors.Should().HaveCount(7);
        errors.Count(error => error.Code == CwmpTlsConfigurationErrorCode.FileNotFound).Should().Be(6);
    }

    [Fact]
    public void Builder_refuses_nothing_and_null_at_once()
    {
        var builder = new CwmpTlsContextBuilder();

        builder.Invoking(b => b.LoadVerifyLocations(null)).Should().Throw<ArgumentException>();
        builder.Invoking(b => b.LoadVerifyLocations("")).Should().Throw<ArgumentException>();
        builder.Invoking(b => b.AddTrustAnchors(null!)).Should().Throw<ArgumentNullException>();
        builder.Invoking(b => b.UseTrust(null!)).Should().Throw<ArgumentNullException>();
        builder.Invoking(b => b.UseCertificateChainFile("")).Should().Throw<ArgumentException>();
        builder.Invoking(b => b.UsePrivateKeyFile(null!)).Should().Throw<ArgumentNullException>();
        builder.Invoking(b => b.UseCredential((CertificateCredential)null!)).Should().Throw<ArgumentNullException>();
        builder.Invoking(b => b.UseCredential((CertificateCredentialSource)null!)).Should().Throw<ArgumentNullException>();
        builder.Invoking(b => b.LoadCrls((string)null!)).Should().Throw<ArgumentNullException>();
        builder.Invoking(b => b.UseCrls(null!)).Should().Throw<ArgumentNullException>();
        builder.Invoking(b => b.SetServerProfile(null!)).Should().Throw<ArgumentNullException>();
        builder.Invoking(b => b.SetDeviceProfile(null!)).Should().Throw<ArgumentNullException>();
        builder.Invoking(b => b.SetIdentityExtractor(null!)).Should().Throw<ArgumentNullException>();
        builder.Invoking(b => b.SetClock(null!)).Should().Throw<ArgumentNullException>();
        builder.Invoking(b => b.SetOptions(null!)).Should().Throw<ArgumentNullException>();
        builder.Invoking(b => b.SetCipherProfile(null!)).Should().Throw<ArgumentNullException>();
        builder.Invoking(b => b.SetApplicationProtocols(null!)).Should().Throw<ArgumentNullException>();
        builder.Invoking(b => b.SetTimeProvider(null!)).Should().Throw<ArgumentNullException>();
        builder.Invoking(b => b.SetLoggerFactory(null!)).Should().Throw<ArgumentNullException>();
        builder.Invoking(b => b.ConfigureVerifier(PeerRole.Unspecified, _ => { })).Should().Throw<ArgumentOutOfRangeException>();
        builder.Invoking(b => b.ConfigureVerifier(PeerRole.CpeDevice, null!)).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public void Builder_can_be_used_again()
    {
        CwmpTlsContextBuilder builder = _world.AcsBuilder();

        using CwmpTlsContext first = builder.Build();
        using CwmpTlsContext second = builder.SetHandshakeTimeout(TimeSpan.FromSeconds(1)).Build();

        first.HandshakeTimeout.Should().Be(TimeSpan.FromSeconds(30));
        second.HandshakeTimeout.Should().Be(TimeSpan.FromSeconds(1));
    }

    private static CwmpTlsConfigurationError OnlyError(CwmpTlsContextBuilder builder) =>
        builder.Invoking(b => b.Build()).Should().Throw<CwmpTlsConfigurationException>().Which.Errors.Should().ContainSingle().Subject;

    private static CwmpTlsFlags Chosen(CwmpTlsContext context) =>
        context.Flags & ~(CwmpTlsFlags.ServerCipherPreference | CwmpTlsFlags.NoRenegotiation | CwmpTlsFlags.NoCompression);

    private string CrlFile()
    {
        byte[] crl = new System.Security.Cryptography.X509Certificates.CertificateRevocationListBuilder().Build(
            _world.Pki.Root.Certificate, 1, DateTimeOffset.UtcNow.AddDays(7), System.Security.Cryptography.HashAlgorithmName.SHA256,
                thisUpdate: DateTimeOffset.UtcNow.AddHours(-1));
        return Write("root.crl", System.Security.Cryptography.PemEncoding.WriteString("X509 CRL", crl));
    }

    private string Write(string name, string content)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }
}
