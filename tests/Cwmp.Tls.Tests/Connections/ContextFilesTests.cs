// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.TestSupport;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.Connections;

/// <summary>
/// Certificate, key, CA and CRL files are replaced while a context is in use, in each of the ways that operators and orchestrators do it.
/// </summary>
public sealed class ContextFilesTests : IDisposable
{
    private static readonly TimeSpan Look = CwmpTlsContextBuilder.DefaultWatchInterval;

    private readonly TlsWorld _world = new();
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly FakeLogCollector _logs = new();
    private readonly List<CwmpTlsReloadEventArgs> _reloaded = [];
    private readonly List<CwmpTlsReloadEventArgs> _failed = [];

    private string CertificateFile => _folder.File("acs.pem");

    private string KeyFile => _folder.File("acs.key");

    private string CaFile => _folder.File("ca.pem");

    private string CrlFile => _folder.File("ca.crl");

    [Fact]
    public async Task New_certificate_and_key_are_shown_after_two_looks()
    {
        Build();
        TestCertificate renewed = NewCertificate();

        Replace(renewed);
        Advance(1);
        string afterOne = await ShownAsync();
        Advance(1);

        afterOne.Should().NotBe(renewed.Certificate.Thumbprint, "the files may still be changing");
        (await ShownAsync()).Should().Be(renewed.Certificate.Thumbprint);
        _reloaded.Should().ContainSingle()
            .Which.Should().BeEquivalentTo(new { Kind = CwmpTlsFileKind.Certificate, Files = new[] { CertificateFile, KeyFile } });
        _failed.Should().BeEmpty();
        _logs.GetSnapshot().Should().ContainSingle(log => log.Id.Id == 3004);
    }

    [Fact]
    public async Task Certificate_that_is_replaced_a_moment_before_its_key_is_no_failure()
    {
        Build();
        TestCertificate renewed = NewCertificate();

        File.WriteAllText(CertificateFile, renewed.ToChainPem());
        Advance(1);
        File.WriteAllText(KeyFile, renewed.ToKeyPem());
        Advance(2);

        (await ShownAsync()).Should().Be(renewed.Certificate.Thumbprint);
        _failed.Should().BeEmpty();
    }

    [Fact]
    public async Task Certificate_without_its_key_leaves_the_last_good_pair_until_the_key_comes()
    {
        string first = Build().Certificate.Thumbprint;
        TestCertificate renewed = NewCertificate();

        File.WriteAllText(CertificateFile, renewed.ToChainPem());
        Advance(10);
        string meanwhile = await ShownAsync();
        CwmpTlsContextStatus status = _world.Acs.GetStatus();
        File.WriteAllText(KeyFile, renewed.ToKeyPem());
        Advance(2);

        meanwhile.Should().Be(first);
        CwmpTlsReloadEventArgs failure = _failed.Should().ContainSingle("a change is reported once, however often one looks").Subject;
        failure.Kind.Should().Be(CwmpTlsFileKind.Certificate);
        failure.Error.Should().BeOfType<CwmpTlsConfigurationException>()
            .Which.Errors.Should().ContainSingle(error => error.Code == CwmpTlsConfigurationErrorCode.KeyMismatch);
        status.FailedReloads.Should().Equal(failure);
        FakeLogRecord log = _logs.GetSnapshot().Should().ContainSingle(log => log.Id.Id == 3005).Subject;
        log.Level.Should().Be(LogLevel.Error);
        log.Message.Should().Contain(CertificateFile).And.NotContain("PRIVATE KEY");
        (await ShownAsync()).Should().Be(renewed.Certificate.Thumbprint);
        _world.Acs.GetStatus().FailedReloads.Should().BeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [InlineData(null)]
    public async Task Broken_or_vanished_files_leave_the_last_good_ones(string? content)
    {
        string first = Build().Certificate.Thumbprint;

        foreach (string file in new[] { CertificateFile, CaFile, CrlFile })
        {
            if (content is null)
            {
                File.Delete(file);
            }
            else
            {
                File.WriteAllText(file, content);
            }
        }

        Advance(5);

        (await ShownAsync()).Should().Be(first);
        _failed.Select(failure =>
            failure.Kind).Should().BeEquivalentTo([CwmpTlsFileKind.Certificate, CwmpTlsFileKind.Trust, CwmpTlsFileKind.Crls]);
        _world.Acs.GetStatus().Should().BeEquivalentTo(new { TrustedAuthorities = 1, Crls = 1 });
        _reloaded.Should().BeEmpty();
    }

    [Fact]
    public async Task Expired_certificate_does_not_replace_a_good_one()
    {
        string first = Build().Certificate.Thumbprint;

        Replace(_world.Pki.Acs(TlsWorld.Host).Expired().Issue());
        Advance(3);

        (await ShownAsync()).Should().Be(first);
        _failed.Should().ContainSingle();
    }

    [Fact]
    public async Task Swapped_link_to_a_directory_is_seen_though_the_links_in_use_never_change()
    {
        // As Kubernetes mounts secrets: acs.pem → ..data/acs.pem, ..data → ..1, then ..data → ..2 in one step. Files of images and archives
        // all have one time.
        TestCertificate renewed = NewCertificate();
        WriteVersion("..1", NewCertificate());
        WriteVersion("..2", renewed);
        Directory.CreateSymbolicLink(_folder.File("..data"), "..1");
        foreach (string name in new[] { "acs.pem", "acs.key", "ca.pem", "ca.crl" })
        {
            File.CreateSymbolicLink(_folder.File(name), Path.Combine("..data", name));
        }

        BuildContext();
        SwapLink(_folder.File("..data"), "..2");
        Advance(2);

        (await ShownAsync()).Should().Be(renewed.Certificate.Thumbprint);
        _failed.Should().BeEmpty();

        void WriteVersion(string version, TestCertificate certificate)
        {
            string folder = Directory.CreateDirectory(_folder.File(version)).FullName;
            File.WriteAllText(Path.Combine(folder, "acs.pem"), certificate.ToChainPem());
            File.WriteAllText(Path.Combine(folder, "acs.key"), certificate.ToKeyPem());
            File.WriteAllText(Path.Combine(folder, "ca.pem"), _world.Pki.Root.ToPem());
            File.WriteAllBytes(Path.Combine(folder, "ca.crl"), Crl(1));
            foreach (string file in Directory.GetFiles(folder))
            {
                File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddSeconds(1));
            }
        }
    }

    [Fact]
    public async Task Bundle_that_is_being_written_is_not_taken_for_a_short_one()
    {
        TestCertificate other = _world.Pki.Ca("Other Root").Issue();
        File.WriteAllText(CaFile, _world.Pki.Root.ToPem());
        Build(keepCas: true);

        File.WriteAllText(CaFile, other.ToPem());
        Advance(1);
        File.AppendAllText(CaFile, _world.Pki.Root.ToPem());
        Advance(1);
        int whileWriting = _world.Acs.GetStatus().TrustedAuthorities;
        await using (TlsPair pair = await _world.OpenAsync())
        {
        }

        Advance(1);

        whileWriting.Should().Be(1);
        _world.Acs.GetStatus().TrustedAuthorities.Should().Be(2);
        _reloaded.Should().ContainSingle();
    }

    [Fact]
    public async Task New_authority_is_trusted_and_a_removed_one_is_not()
    {
        TestCertificate other = _world.Pki.Ca("Other Root").Issue();
        Build();
        _world.Cpe = _world.CpeBuilder(_world.Pki.Cpe(TlsWorld.Device).IssuedBy(other).Issue()).Build();
        (Exception? before, _) = await _world.FailAsync();

        // Its CRL is the root's; where there is none for an authority, nothing is asked of it.
        File.WriteAllText(CaFile, other.ToPem());
        Advance(2);
        await using (TlsPair pair = await _world.OpenAsync())
        {
        }

        _world.Cpe = _world.CpeBuilder().Build();
        (Exception? after, _) = await _world.FailAsync();

        before.Should().BeOfType<TlsHandshakeException>();
        after.Should().BeOfType<TlsHandshakeException>();
    }

    [Fact]
    public async Task Device_that_a_new_list_names_is_refused()
    {
        TestCertificate device = _world.Pki.Cpe(TlsWorld.Device).Issue();
        Build();
        _world.Cpe = _world.CpeBuilder(device).Build();
        await using (TlsPair before = await _world.OpenAsync())
        {
        }

        File.WriteAllBytes(CrlFile, Crl(2, device));
        Advance(2);
        (Exception? after, _) = await _world.FailAsync();

        after.Should().BeOfType<TlsHandshakeException>().Which.Failure.Should().Be(TlsHandshakeFailure.PeerCertificateRefused);
        _reloaded.Should().ContainSingle().Which.Kind.Should().Be(CwmpTlsFileKind.Crls);
    }

    [Fact]
    public void Damaged_file_in_a_directory_does_not_take_its_authority_out_of_trust()
    {
        string directory = Directory.CreateDirectory(_folder.File("cas")).FullName;
        File.WriteAllText(Path.Combine(directory, "root.pem"), _world.Pki.Root.ToPem());
        File.WriteAllText(Path.Combine(directory, "other.pem"), _world.Pki.Ca("Other Root").Issue().ToPem());
        File.WriteAllText(Path.Combine(directory, "README"), "The authorities of this ACS.");
        Write(NewCertificate());
        _world.Acs = Watched(new CwmpTlsContextBuilder().LoadVerifyLocations(null, directory)).Build();
        Listen();

        File.WriteAllText(Path.Combine(directory, "other.pem"), "damaged");
        Advance(3);
        int whileDamaged = _world.Acs.GetStatus().TrustedAuthorities;
        File.Delete(Path.Combine(directory, "other.pem"));
        Advance(3);

        whileDamaged.Should().Be(2);
        _failed.Should().ContainSingle().Which.Error!.Message.Should().Contain("other.pem").And.NotContain("README");
        _world.Acs.GetStatus().TrustedAuthorities.Should().Be(1);
    }

    [Fact]
    public void Files_that_were_only_written_anew_are_not_read_again()
    {
        Build();

        File.WriteAllText(CaFile, File.ReadAllText(CaFile));
        File.SetLastWriteTimeUtc(CertificateFile, DateTime.UtcNow.AddDays(1));
        Advance(5);

        _reloaded.Should().BeEmpty();
    }

    [Fact]
    public async Task Program_that_knows_of_a_change_need_not_wait()
    {
        TestCertificate renewed = NewCertificate();
        Build();

        Replace(renewed);
        bool isGood = _world.Acs.Reload();
        string shown = await ShownAsync();
        File.WriteAllText(CrlFile, "nonsense");

        isGood.Should().BeTrue();
        shown.Should().Be(renewed.Certificate.Thumbprint);
        _world.Acs.Reload().Should().BeFalse();
        _failed.Should().ContainSingle().Which.Kind.Should().Be(CwmpTlsFileKind.Crls);
    }

    [Fact]
    public void Handler_that_throws_is_logged_and_the_watch_goes_on()
    {
        Build();
        _world.Acs.Reloaded += (_, _) => throw new InvalidOperationException("handler");

        Replace(NewCertificate());
        Advance(2);
        Replace(NewCertificate());
        Advance(2);

        _reloaded.Should().HaveCount(2);
        _logs.GetSnapshot().Count(log => log.Id.Id == 3024).Should().Be(2);
    }

    [Fact]
    public void Disposed_context_looks_no_more()
    {
        Build();
        _world.Acs.Dispose();

        Replace(NewCertificate());
        Advance(5);

        _reloaded.Should().BeEmpty();
        _world.Acs.Invoking(acs => acs.Reload()).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Later_changes_of_the_builder_do_not_touch_what_a_context_reads()
    {
        TestCertificate renewed = NewCertificate();
        Write(NewCertificate());
        CwmpTlsContextBuilder builder = Watched(new CwmpTlsContextBuilder().LoadVerifyLocations(CaFile));
        _world.Acs = builder.Build();
        Listen();

        builder.UsePrivateKeyFile("elsewhere").LoadVerifyLocations("elsewhere").LoadCrls("elsewhere");
        Replace(renewed);
        Advance(2);

        _failed.Should().BeEmpty();
        _reloaded.Should().ContainSingle();
    }

    [Fact]
    public async Task Password_comes_from_a_file_and_changes_with_the_key()
    {
        TestCertificate renewed = NewCertificate();
        Write(NewCertificate());
        string password = _folder.Write("password", "first word\n");
        WriteKey(NewestCertificate!, "first word");
        _world.Acs = Watched(new CwmpTlsContextBuilder().LoadVerifyLocations(CaFile)).UsePrivateKeyPasswordFile(password).Build();
        Listen();

        File.WriteAllText(CertificateFile, renewed.ToChainPem());
        WriteKey(renewed, "second word");
        File.WriteAllText(password, "second word\r\n");
        Advance(2);

        (await ShownAsync()).Should().Be(renewed.Certificate.Thumbprint);

        void WriteKey(TestCertificate certificate, string word)
        {
            using ECDsa key = certificate.Certificate.GetECDsaPrivateKey()!;
            File.WriteAllText(KeyFile, key.ExportEncryptedPkcs8PrivateKeyPem(word,
                new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10_000)));
        }
    }

    [Fact]
    public void Password_in_a_file_and_as_such_exclude_each_other()
    {
        Write(NewCertificate());
        CwmpTlsContextBuilder both = new CwmpTlsContextBuilder().LoadVerifyLocations(CaFile)
            .UseCertificateChainFile(CertificateFile).UsePrivateKeyFile(KeyFile, "word")
            .UsePrivateKeyPasswordFile(_folder.Write("password", "word"));
        CwmpTlsContextBuilder missing = new CwmpTlsContextBuilder().LoadVerifyLocations(CaFile)
            .UseCertificateChainFile(_folder.File("nowhere.pem")).UsePrivateKeyFile(KeyFile)
            .UsePrivateKeyPasswordFile(_folder.File("nowhere.txt"));

        both.Invoking(b => b.Build()).Should().Throw<CwmpTlsConfigurationException>()
            .Which.Errors.Should().ContainSingle().Which.Code.Should().Be(CwmpTlsConfigurationErrorCode.SettingConflict);
        missing.Invoking(b => b.Build()).Should().Throw<CwmpTlsConfigurationException>()
            .Which.Errors.Select(error => error.Code)
            .Should().Equal(CwmpTlsConfigurationErrorCode.FileNotFound, CwmpTlsConfigurationErrorCode.FileNotFound);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(86_400_001)]
    public void Interval_out_of_range_is_reported(int milliseconds)
    {
        CwmpTlsContextBuilder builder = _world.AcsBuilder().WatchFiles(TimeSpan.FromMilliseconds(milliseconds));

        builder.Invoking(b => b.Build()).Should().Throw<CwmpTlsConfigurationException>()
            .Which.Errors.Should().ContainSingle().Which.Setting.Should().Be(nameof(CwmpTlsContextBuilder.WatchFiles));
    }

    [Fact]
    public void Options_watch_unless_told_not_to()
    {
        Write(NewCertificate());
        var options = new CwmpTlsOptions { CaFile = CaFile, CertificateChainFile = CertificateFile, PrivateKeyFile = KeyFile };
        _world.Acs = new CwmpTlsContextBuilder().SetTimeProvider(_time).SetOptions(options).Build();
        Listen();
        Replace(NewCertificate());
        Advance(2);
        int watched = _reloaded.Count;

        options.WatchInterval = TimeSpan.Zero;
        _world.Acs = new CwmpTlsContextBuilder().SetTimeProvider(_time).SetOptions(options).Build();
        Listen();
        _reloaded.Clear();
        Replace(NewCertificate());
        Advance(2);

        watched.Should().Be(1);
        _reloaded.Should().ContainSingle("the first context still looks");
    }

    [Fact]
    public void Rules_and_revocation_of_options_reach_the_verifier()
    {
        Write(NewCertificate());
        var options = new CwmpTlsOptions
        {
            CaFile = CaFile,
            NoCertificate = true,
            Revocation = Cwmp.Tls.Verification.Crls.RevocationPolicy.HardFail,
            DeviceRules =
            { "-" + Cwmp.Tls.Verification.Rules.VerificationRules.ExtendedKeyUsagePresent.Name, "+NoSuchRule", "nonsense", "" },
            ServerRules = { "-" + Cwmp.Tls.Verification.Rules.VerificationRules.TrustedPath.Name },
        };

        CwmpTlsConfigurationException failure = new CwmpTlsContextBuilder().SetOptions(options).Invoking(b => b.Build())
            .Should().Throw<CwmpTlsConfigurationException>().Which;

        failure.Errors.Where(error => error.Setting == nameof(CwmpTlsOptions.DeviceRules)).Should().HaveCount(3);
        failure.Errors.Should().ContainSingle(error =>
            error.Setting == nameof(CwmpTlsOptions.ServerRules), "no profile is without a path to an anchor");
        failure.Errors.Where(error => error.Message.Contains("HardFail", StringComparison.Ordinal))
            .Should().HaveCount(2, "one for each role");
    }

    [Fact]
    public void Status_says_what_is_in_force()
    {
        TestCertificate certificate = Build();

        CwmpTlsContextStatus status = _world.Acs.GetStatus();

        status.CertificateSubject.Should().Be(certificate.Certificate.Subject);
        status.CertificateNotAfter.Should().Be(new DateTimeOffset(certificate.Certificate.NotAfter));
        status.TrustedAuthorities.Should().Be(1);
        status.Crls.Should().Be(1);
        status.CrlsNextUpdate.Should().BeCloseTo(DateTimeOffset.UtcNow.AddDays(1), TimeSpan.FromMinutes(5));
        status.FailedReloads.Should().BeEmpty();
        _world.Cpe.GetStatus().Should().BeEquivalentTo(new { Crls = 0, CrlsNextUpdate = (DateTimeOffset?)null, TrustedAuthorities = 1 });
    }

    public void Dispose()
    {
        _world.Dispose();
        _folder.Dispose();
    }

    private TestCertificate? NewestCertificate { get; set; }

    private TestCertificate NewCertificate() => _world.Pki.Acs(TlsWorld.Host).Issue();

    private TestCertificate Build(bool keepCas = false)
    {
        TestCertificate certificate = NewCertificate();
        Write(certificate, keepCas);
        BuildContext();
        return certificate;
    }

    private void BuildContext()
    {
        _world.Acs = Watched(new CwmpTlsContextBuilder().LoadVerifyLocations(CaFile)).LoadCrls(CrlFile).Build();
        Listen();
    }

    private CwmpTlsContextBuilder Watched(CwmpTlsContextBuilder builder) => builder
        .UseCertificateChainFile(CertificateFile)
        .UsePrivateKeyFile(KeyFile)
        .WatchFiles()
        .SetTimeProvider(_time)
        .SetLoggerFactory(_world.Own(new LoggerFactory([new FakeLoggerProvider(_logs)])));

    private void Listen()
    {
        _world.Acs.Reloaded += (_, e) => _reloaded.Add(e);
        _world.Acs.ReloadFailed += (_, e) => _failed.Add(e);
    }

    private void Write(TestCertificate certificate, bool keepCas = false)
    {
        NewestCertificate = certificate;
        Replace(certificate);
        if (!keepCas)
        {
            File.WriteAllText(CaFile, _world.Pki.Root.ToPem());
        }

        File.WriteAllBytes(CrlFile, Crl(1));
    }

    private void Replace(TestCertificate certificate)
    {
        File.WriteAllText(CertificateFile, certificate.ToChainPem());
        File.WriteAllText(KeyFile, certificate.ToKeyPem());
    }

    // rename(2) replaces a link in one step; File.Move asks whether the target, a directory, exists, and refuses.
    private static void SwapLink(string link, string target)
    {
        string fresh = link + "_tmp";
        Directory.CreateSymbolicLink(fresh, target);
        using var move = System.Diagnostics.Process.Start("mv", ["-T", fresh, link]);
        move.WaitForExit();
        move.ExitCode.Should().Be(0);
    }

    private byte[] Crl(int number, TestCertificate? revoked = null)
    {
        var builder = new CertificateRevocationListBuilder();
        if (revoked is not null)
        {
            builder.AddEntry(revoked.Certificate, _time.GetUtcNow().AddMinutes(-1));
        }

        // By the clock of the test, which stands still while a busy machine does not.
        DateTimeOffset now = _time.GetUtcNow();
        return builder.Build(
            _world.Pki.Root.Certificate, new BigInteger(number), now.AddDays(1), HashAlgorithmName.SHA256, thisUpdate: now.AddMinutes(-1));
    }

    private void Advance(int looks)
    {
        for (int i = 0; i < looks; i++)
        {
            _time.Advance(Look);
        }
    }

    private async Task<string> ShownAsync()
    {
        await using TlsPair pair = await _world.OpenAsync();
        return pair.Cpe.PeerCertificate!.Thumbprint;
    }
}
