// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Certificates;

[SuppressMessage("Interoperability", "CA1416", Justification = "Tests of Unix file modes skip on Windows.")]
public sealed class CertificateFileSavingTests : IDisposable
{
    private const UnixFileMode PrivateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TestPki _pki = new();
    private readonly TemporaryFolder _folder = new();
    private readonly CertificateCredential _credential;

    public CertificateFileSavingTests()
    {
        _credential = _pki.Cpe().IssuedBy(_pki.Intermediate).Issue().ToCredential();
    }

    [Theory]
    [InlineData("")]
    [InlineData("secret")]
    public void Credential_survives_PEM(string password)
    {
        CertificateFile.SaveCredential(_credential, _folder.File("cpe.pem"), _folder.File("cpe.key"), password);

        using CertificateCredential loaded = CertificateFile.LoadCredential(_folder.File("cpe.pem"), _folder.File("cpe.key"), password);

        loaded.Certificate.Should().Be(_credential.Certificate);
        loaded.Intermediates.Should().Equal(_credential.Intermediates);
        File.ReadAllText(_folder.File("cpe.pem")).Should().NotContain("PRIVATE");
        File.ReadAllText(_folder.File("cpe.key")).Contains("ENCRYPTED", StringComparison.Ordinal).Should().Be(password.Length > 0);
        _folder.Names().Should().Equal("cpe.key", "cpe.pem");
    }

    [Fact]
    public void Credential_survives_one_file()
    {
        CertificateFile.SaveCredential(_credential, _folder.File("cpe.pem"), _folder.File("cpe.pem"));

        using CertificateCredential loaded = CertificateFile.LoadCredential(_folder.File("cpe.pem"));

        loaded.Certificate.Should().Be(_credential.Certificate);
        _folder.Names().Should().Equal("cpe.pem");
    }

    [Theory]
    [InlineData(Pkcs12Format.Aes256)]
    [InlineData(Pkcs12Format.Legacy)]
    public void Credential_survives_PKCS12(Pkcs12Format format)
    {
        CertificateFile.SavePkcs12(_folder.File("cpe.p12"), _credential, "secret", format);

        using CertificateCredential loaded = CertificateFile.LoadPkcs12(_folder.File("cpe.p12"), "secret");

        loaded.Certificate.Should().Be(_credential.Certificate);
        loaded.Intermediates.Should().Equal(_credential.Intermediates);
        CertificateFile.LoadCertificates(_folder.File("cpe.p12"), "secret").Should().HaveCount(2).And.OnlyContain(c => !c.HasPrivateKey);
    }

    [Fact]
    public void Files_with_a_key_are_for_their_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix file modes");

        using AsymmetricAlgorithm key = _credential.Certificate.GetECDsaPrivateKey()!;
        CertificateFile.SaveCredential(_credential, _folder.File("a.pem"), _folder.File("a.key"));
        CertificateFile.SaveCredential(_credential, _folder.File("b.pem"), _folder.File("b.pem"));
        CertificateFile.SavePkcs12(_folder.File("c.p12"), _credential, "secret");
        CertificateFile.SavePrivateKey(_folder.File("d.key"), key);

        foreach (string name in (string[])["a.key", "b.pem", "c.p12", "d.key"])
        {
            File.GetUnixFileMode(_folder.File(name)).Should().Be(PrivateMode, name);
        }

        (File.GetUnixFileMode(_folder.File("a.pem")) & UnixFileMode.OtherRead).Should().NotBe(UnixFileMode.None);
    }

    [Fact]
    public void Replacing_a_file_that_others_may_read_closes_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix file modes");

        _folder.Write("own.key", "old");
        File.SetUnixFileMode(_folder.File("own.key"), PrivateMode | UnixFileMode.OtherRead);
        using AsymmetricAlgorithm key = _credential.Certificate.GetECDsaPrivateKey()!;

        CertificateFile.SavePrivateKey(_folder.File("own.key"), key, overwrite: true);

        File.GetUnixFileMode(_folder.File("own.key")).Should().Be(PrivateMode);
    }

    [Fact]
    public void Existing_files_are_replaced_only_on_request()
    {
        _folder.Write("cpe.key", "precious");
        _folder.Write("cpe.p12", "precious");

        FluentActions.Invoking(() => CertificateFile.SaveCredential(_credential, _folder.File("cpe.pem"), _folder.File("cpe.key")))
            .Should().Throw<IOException>().WithMessage("*exists already*");
        FluentActions.Invoking(() => CertificateFile.SavePkcs12(_folder.File("cpe.p12"), _credential, "x")).Should().Throw<IOException>();

        File.ReadAllText(_folder.File("cpe.key")).Should().Be("precious");
        _folder.Names().Should().Equal("cpe.key", "cpe.p12");
        CertificateFile.SaveCredential(_credential, _folder.File("cpe.pem"), _folder.File("cpe.key"), overwrite: true);
        using CertificateCredential loaded = CertificateFile.LoadCredential(_folder.File("cpe.pem"), _folder.File("cpe.key"));
        loaded.Certificate.Should().Be(_credential.Certificate);
    }

    [Fact]
    public void Existing_chain_file_keeps_the_key_from_being_written_too()
    {
        _folder.Write("cpe.pem", "precious");

        FluentActions.Invoking(() => CertificateFile.SaveCredential(_credential, _folder.File("cpe.pem"), _folder.File("cpe.key")))
            .Should().Throw<IOException>();

        _folder.Names().Should().Equal("cpe.pem");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Chain_that_cannot_be_written_leaves_the_key_alone(bool overwrite)
    {
        _folder.Write("cpe.key", "precious");
        string key = overwrite ? "cpe.key" : "new.key";

        FluentActions.Invoking(() =>
            CertificateFile.SaveCredential(_credential, _folder.File("none/cpe.pem"), _folder.File(key), overwrite: overwrite))
            .Should().Throw<IOException>();

        _folder.Names().Should().Equal("cpe.key");
        File.ReadAllText(_folder.File("cpe.key")).Should().Be("precious");
    }

    [Fact]
    public void Directory_in_place_of_the_file_leaves_nothing_behind()
    {
        Directory.CreateDirectory(_folder.File("cpe.key"));

        FluentActions.Invoking(() =>
            CertificateFile.SaveCredential(_credential, _folder.File("cpe.pem"), _folder.File("cpe.key"), overwrite: true))
            .Should().Throw<IOException>().WithMessage("*found a directory*");

        _folder.Names().Should().Equal("cpe.key");
        Directory.GetFileSystemEntries(_folder.File("cpe.key")).Should().BeEmpty();
    }

    [Fact]
    public void Missing_and_read_only_directories_leave_nothing_behind()
    {
        FluentActions.Invoking(() => CertificateFile.SaveCertificates(_folder.File("none/ca.pem"), [_pki.Root.Certificate]))
            .Should().Throw<IOException>();
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // A directory in which even root cannot create a file.
        FluentActions.Invoking(() => CertificateFile.SavePkcs12("/proc/self/cpe.p12", _credential, "x"))
            .Should().Throw<Exception>().Which.Should().Match(e => e is IOException || e is UnauthorizedAccessException);
    }

    [Fact]
    public void Name_that_the_file_system_refuses_leaves_nothing_behind()
    {
        string name = new('x', 300);

        FluentActions.Invoking(() => CertificateFile.SaveCertificates(_folder.File(name), [_pki.Root.Certificate]))
            .Should().Throw<IOException>();

        _folder.Names().Should().BeEmpty();
    }

    [Fact]
    public async Task Readers_see_the_old_file_or_the_new_one_and_never_a_part()
    {
        string path = _folder.File("ca.pem");
        X509Certificate2[] small = [_pki.Root.Certificate];
        X509Certificate2[] large = [.. Enumerable.Repeat(_pki.Root.Certificate, 200)];
        CertificateFile.SaveCertificates(path, small);
        using var done = new CancellationTokenSource();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task reader = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                string text = File.ReadAllText(path);
                text.Should().EndWith("-----END CERTIFICATE-----\n");
                begun.TrySetResult();
            }
        });
        await Task.WhenAny(begun.Task, reader);

        for (int i = 0; i < 50; i++)
        {
            CertificateFile.SaveCertificates(path, i % 2 == 0 ? large : small, overwrite: true);
        }

        await done.CancelAsync();
        await reader;
        _folder.Names().Should().Equal("ca.pem");
    }

    [Fact]
    public void Nothing_to_save_is_refused()
    {
        FluentActions.Invoking(() => CertificateFile.SaveCertificates(_folder.File("ca.pem"), [])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => CertificateFile.SavePkcs12(_folder.File("x.p12"), _credential, "x", (Pkcs12Format)9))
            .Should().Throw<ArgumentOutOfRangeException>();

        _folder.Names().Should().BeEmpty();
    }

    public void Dispose()
    {
        _credential.Dispose();
        _pki.Dispose();
        _folder.Dispose();
    }
}
