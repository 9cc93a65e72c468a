// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Certificates;

public sealed class CertificateFileTests : IDisposable
{
    private readonly TestPki _pki = new();
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Pem_bundle_keeps_its_order_and_passes_over_text_and_keys()
    {
        string bundle = "# our CAs\n" + _pki.Intermediate.ToPem() + "subject=CN = x\r\n" + _pki.Root.ToPem()
            .ReplaceLineEndings("\r\n") + _pki.Root.ToKeyPem();

        IReadOnlyList<X509Certificate2> loaded = CertificateFile.LoadCertificates(_folder.Write("ca.pem", bundle));

        loaded.Select(c => c.Subject).Should().Equal("CN=Test Intermediate", "CN=Test Root");
        loaded.Should().OnlyContain(c => !c.HasPrivateKey);
    }

    [Fact]
    public void Der_is_recognised_whatever_the_file_is_called()
    {
        CertificateFile.LoadCertificates(_folder.Write("ca.pem", _pki.Root.Certificate.RawData)).Should().ContainSingle();
    }

    [Fact]
    public void Chain_and_key_may_share_a_file_in_any_order()
    {
        TestCertificate cpe = _pki.Cpe().IssuedBy(_pki.Intermediate).Issue();
        string path = _folder.Write("all.pem", _pki.Root.ToPem() + cpe.ToKeyPem() + _pki.Intermediate.ToPem() + cpe.ToPem());

        using CertificateCredential credential = CertificateFile.LoadCredential(path);
        using CertificateCredential same = CertificateFile.LoadCredential(path, path);

        credential.Certificate.RawData.Should().Equal(cpe.Certificate.RawData);
        credential.Intermediates.Should().ContainSingle().Which.RawData.Should().Equal(_pki.Intermediate.Certificate.RawData);
        same.Certificate.Should().Be(credential.Certificate);
    }

    [Theory]
    [InlineData(TestKey.EcP256)]
    [InlineData(TestKey.EcP521)]
    [InlineData(TestKey.Rsa2048)]
    public void Chain_and_key_load_from_two_files(TestKey kind)
    {
        TestCertificate cpe = _pki.Cpe().WithKey(kind).Issue();
        (string chain, string key) = cpe.Save(_folder.Path, "cpe");

        using CertificateCredential credential = CertificateFile.LoadCredential(chain, key);

        credential.Certificate.HasPrivateKey.Should().BeTrue();
    }

    [Fact]
    public void Long_shuffled_chain_is_put_in_order()
    {
        TestCertificate issuer = _pki.Root;
        for (int i = 0; i < 6; i++)
        {
            issuer = _pki.Ca("CA " + i).IssuedBy(issuer).Issue();
        }

        TestCertificate cpe = _pki.Cpe().IssuedBy(issuer).Issue();
        X509Certificate2[] shuffled = [.. cpe.Issuers.Select(i => i.Certificate)];
        new Random(7).Shuffle(shuffled);

        using CertificateCredential credential = CertificateCredential.Create(cpe.Certificate, [.. shuffled, cpe.Certificate, .. shuffled]);

        credential.Intermediates.Select(c => c.Subject).Should().Equal("CN=CA 5", "CN=CA 4", "CN=CA 3", "CN=CA 2", "CN=CA 1", "CN=CA 0");
    }

    [Fact]
    public void Chain_that_loops_ends()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        TestCertificate a = _pki.Ca("A").WithSubject("CN=A").WithKey(key).ClaimingIssuer("CN=B").WithoutSubjectKeyIdentifier().Issue();
        TestCertificate b = _pki.Ca("B").WithSubject("CN=B").WithKey(key).ClaimingIssuer("CN=A").WithoutSubjectKeyIdentifier().Issue();
        TestCertificate cpe = _pki.Cpe().IssuedBy(a).WithoutAuthorityKeyIdentifier().Issue();

        using CertificateCredential credential = CertificateCredential.Create(cpe.Certificate, [b.Certificate, a.Certificate]);

        credential.Intermediates.Select(c => c.Subject).Should().Equal("CN=A", "CN=B");
    }

    [Fact]
    public void Key_of_another_certificate_is_named_a_mismatch()
    {
        (string chain, _) = _pki.Cpe().Issue().Save(_folder.Path, "one");
        (_, string key) = _pki.Cpe().WithKey(TestKey.Rsa2048).Issue().Save(_folder.Path, "two");

        CertificateLoadException e = Failure(() => CertificateFile.LoadCredential(chain, key));

        e.Error.Should().Be(CertificateLoadError.KeyMismatch);
        e.FileName.Should().Be(key);
        e.Message.Should().Contain(key).And.Contain(chain).And.Contain("RSA 2048").And.Contain("CN=012345-STB-0123456789");
    }

    [Fact]
    public void Key_object_of_another_certificate_is_refused()
    {
        TestCertificate cpe = _pki.Cpe().Issue();
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using DSA dsa = DSA.Create();

        FluentActions.Invoking(() => CertificateCredential.Create(cpe.Certificate, key)).Should().Throw<ArgumentException>()
            .WithMessage("*is not that of the certificate*");
        FluentActions.Invoking(() => CertificateCredential.Create(cpe.Public)).Should().Throw<ArgumentException>()
            .WithMessage("*holds no*private key*");
        FluentActions.Invoking(() => CertificateCredential.Create(cpe.Certificate, dsa)).Should().Throw<NotSupportedException>();
    }

    [Fact]
    public void Credential_outlives_what_it_was_made_of()
    {
        TestCertificate cpe = _pki.Cpe().IssuedBy(_pki.Intermediate).Issue();
        using ECDsa key = cpe.Certificate.GetECDsaPrivateKey()!;
        X509Certificate2 bare = cpe.Public;
        X509Certificate2 intermediate = _pki.Intermediate.Public;
        CertificateCredential credential = CertificateCredential.Create(bare, key, [intermediate]);
        bare.Dispose();
        intermediate.Dispose();
        key.Dispose();

        using (ECDsa own = credential.Certificate.GetECDsaPrivateKey()!)
        {
            own.SignData([1, 2, 3], HashAlgorithmName.SHA256).Should().NotBeEmpty();
        }

        credential.Intermediates[0].Subject.Should().Be("CN=Test Intermediate");
        credential.Dispose();
        credential.Dispose();
    }

    [Fact]
    public void Chain_file_with_the_wrong_intermediates_is_named_broken()
    {
        TestCertificate cpe = _pki.Cpe().IssuedBy(_pki.Intermediate).Issue();
        string path = _folder.Write("chain.pem", cpe.ToPem() + cpe.ToKeyPem() + _pki.Ca("Stranger").Issue().ToPem());

        CertificateLoadException e = Failure(() => CertificateFile.LoadCredential(path));

        e.Error.Should().Be(CertificateLoadError.BrokenChain);
        e.Message.Should().Contain("CN=Test Intermediate");
    }

    [Theory]
    [InlineData(null, CertificateLoadError.PasswordRequired)]
    [InlineData("", CertificateLoadError.PasswordRequired)]
    [InlineData("wrong-Pa55", CertificateLoadError.WrongPassword)]
    public void Password_problems_are_told_apart_and_never_repeated(string? password, CertificateLoadError expected)
    {
        using CertificateCredential cpe = _pki.Cpe().Issue().ToCredential();
        CertificateFile.SaveCredential(cpe, _folder.File("cpe.pem"), _folder.File("cpe.key"), "secret-Pa55");
        CertificateFile.SavePkcs12(_folder.File("cpe.p12"), cpe, "secret-Pa55");

        CertificateLoadException pem =
            Failure(() => CertificateFile.LoadCredential(_folder.File("cpe.pem"), _folder.File("cpe.key"), password));
        CertificateLoadException pkcs12 = Failure(() => CertificateFile.LoadPkcs12(_folder.File("cpe.p12"), password));

        pem.Error.Should().Be(expected);
        pkcs12.Error.Should().Be(expected);
        (pem.ToString() + pkcs12).Should().NotContain("Pa55");
        CertificateFile.TryLoadCredential(_folder.File("cpe.pem"), _folder.File("cpe.key"), password, out CertificateCredential? none,
            out CertificateLoadException? error).Should().BeFalse();
        none.Should().BeNull();
        error!.Error.Should().Be(expected);
    }

    [Fact]
    public void Iteration_count_that_would_take_hours_is_refused_at_once()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] pem = Encoding.ASCII.GetBytes(key.ExportEncryptedPkcs8PrivateKeyPem("x",
            new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 0x010203)));
        byte[] der =
            Convert.FromBase64String(string.Concat(Encoding.ASCII.GetString(pem).Split('\n').Where(line => !line.StartsWith('-'))));
        int count = der.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x02, 0x03, 0x01, 0x02, 0x03]);
        using AsymmetricAlgorithm unchanged = CertificateFile.ReadPrivateKey(der, "x");

        byte[] hostile = WithIterations(der, count, 2_000_000_000);

        CertificateLoadException e = Failure(() => CertificateFile.ReadPrivateKey(hostile, "x"));
        e.Error.Should().Be(CertificateLoadError.UnsupportedAlgorithm);
        e.Message.Should().Contain("iteration");
    }

    [Fact]
    public void Missing_and_unreadable_files_are_told_apart()
    {
        Failure(() => CertificateFile.LoadCertificates(_folder.File("none.pem"))).Error.Should().Be(CertificateLoadError.NotFound);
        Failure(() => CertificateFile.LoadCertificates(_folder.File("none/none.pem"))).Error.Should().Be(CertificateLoadError.NotFound);
        Failure(() => CertificateFile.LoadCertificates(_folder.Path)).Error.Should().Be(CertificateLoadError.NotReadable);
        Failure(() => CertificateFile.LoadCertificates(_folder.Write("empty.pem", ""))).Error.Should().Be(CertificateLoadError.Empty);
        Failure(() => CertificateFile.LoadDirectory(_folder.File("none"))).Error.Should().Be(CertificateLoadError.NotFound);
        FluentActions.Invoking(() => CertificateFile.LoadCertificates("")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => CertificateFile.LoadCertificates(null!)).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public void Wrong_content_is_named()
    {
        string pem = _pki.Root.ToPem();
        string crl = "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n";
        string twoKeys = pem + _pki.Root.ToKeyPem() + _pki.Intermediate.ToKeyPem();

        Failure(() => Read("just text")).Error.Should().Be(CertificateLoadError.UnknownFormat);
        Failure(() => Read("\u00ff\u00fe")).Error.Should().Be(CertificateLoadError.UnknownFormat);
        Failure(() => Read(_pki.Root.ToKeyPem())).Error.Should().Be(CertificateLoadError.NoCertificate);
        Failure(() => Read(crl)).Message.Should().Contain("expected a certificate, found X509 CRL");
        Failure(() => Read(pem + pem[..^40])).Message.Should().Contain("has no END line");
        Failure(() => Read(pem.Replace("M", "!", StringComparison.Ordinal))).Error.Should().Be(CertificateLoadError.Malformed);
        Failure(() => Read("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")).Error
            .Should().Be(CertificateLoadError.Malformed);
        Failure(() => Read("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n")).Error.Should().Be(CertificateLoadError.Malformed);
        Failure(() => CertificateFile.ReadCredential(Encoding.ASCII.GetBytes(pem))).Error.Should().Be(CertificateLoadError.NoPrivateKey);
        Failure(() => CertificateFile.ReadCredential(Encoding.ASCII.GetBytes(twoKeys))).Error
            .Should().Be(CertificateLoadError.AmbiguousKey);
        Failure(() => CertificateFile.ReadCertificates([])).Error.Should().Be(CertificateLoadError.Empty);
        Failure(() => CertificateFile.LoadPkcs12(_folder.Write("x.p12", pem))).Error.Should().Be(CertificateLoadError.UnknownFormat);
        Failure(() => CertificateFile.ReadCertificates([.. _pki.Root.Certificate.RawData, 0])).Error
            .Should().Be(CertificateLoadError.Malformed);
    }

    [Fact]
    public void Damaged_block_in_the_middle_of_a_bundle_is_not_stepped_over()
    {
        string good = _pki.Root.ToPem();
        string damaged = good.Replace("-----END CERTIFICATE-----", "-----END CERTIFICAT-----", StringComparison.Ordinal);

        CertificateLoadException e = Failure(() => Read(good + damaged + good));

        e.Error.Should().Be(CertificateLoadError.Malformed);
        e.Message.Should().Contain("line " + (good.Count(c => c == '\n') + 1));
    }

    [Fact]
    public void Unclosed_blocks_do_not_swallow_the_next_one()
    {
        string good = _pki.Root.ToPem();

        Failure(() => Read("-----BEGIN CERTIFICATE-----\n" + good)).Error.Should().Be(CertificateLoadError.Malformed);
        Failure(() => Read("-----BEGIN CERTIFICATE-----")).Error.Should().Be(CertificateLoadError.Malformed);
        Failure(() => Read(good + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE")).Error
            .Should().Be(CertificateLoadError.Malformed);
        Read(good.TrimEnd()).Should().ContainSingle();
    }

    [Fact]
    public void Size_limit_holds_to_the_octet()
    {
        byte[] der = _pki.Root.Certificate.RawData;
        string path = _folder.Write("ca.der", der);

        CertificateFile.LoadCertificates(path, maxSize: der.Length).Should().ContainSingle();
        Failure(() => CertificateFile.LoadCertificates(path, maxSize: der.Length - 1)).Error.Should().Be(CertificateLoadError.TooLarge);
        FluentActions.Invoking(() => CertificateFile.LoadCertificates(path, maxSize: 0)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Endless_file_is_left_at_the_limit()
    {
        if (!File.Exists("/dev/zero"))
        {
            Assert.Skip("needs /dev/zero");
        }

        Failure(() => CertificateFile.LoadCertificates("/dev/zero")).Error.Should().Be(CertificateLoadError.TooLarge);
    }

    [Fact]
    public void Huge_sparse_file_is_refused_before_it_is_read()
    {
        string path = _folder.File("huge.pem");
        using (FileStream file = File.Create(path))
        {
            file.SetLength(8L * 1024 * 1024 * 1024);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Failure(() => CertificateFile.LoadCertificates(path)).Error.Should().Be(CertificateLoadError.TooLarge);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(CertificateFile.DefaultMaxSize);
    }

    [Fact]
    public void Directory_gives_every_certificate_once_and_names_the_rest()
    {
        _folder.Write("a.pem", _pki.Root.ToPem());
        _folder.Write("b.der", _pki.Intermediate.Certificate.RawData);
        _folder.Write("c.pem", _pki.Root.ToPem());
        _folder.Write("notes.txt", "hello");
        _folder.Write("empty", "");
        Directory.CreateDirectory(_folder.File("sub"));
        _folder.Write("sub/d.pem", _pki.Ca("Sub").Issue().ToPem());

        CertificateDirectory directory = CertificateFile.LoadDirectory(_folder.Path);

        directory.Certificates.Select(c => c.Subject).Should().Equal("CN=Test Root", "CN=Test Intermediate");
        directory.Skipped.Select(e => Path.GetFileName(e.FileName)).Should().Equal("empty", "notes.txt");
        directory.Skipped.Select(e => e.Error).Should().Equal(CertificateLoadError.Empty, CertificateLoadError.UnknownFormat);
    }

    [Fact]
    public void Links_in_a_directory_are_followed_and_dangling_ones_named()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("needs symbolic links");
        }

        _folder.Write("root.pem", _pki.Root.ToPem());
        File.CreateSymbolicLink(_folder.File("0123abcd.0"), "root.pem");
        File.CreateSymbolicLink(_folder.File("dangling"), "nowhere.pem");

        CertificateDirectory directory = CertificateFile.LoadDirectory(_folder.Path);

        directory.Certificates.Should().ContainSingle();
        directory.Skipped.Should().ContainSingle().Which.FileName.Should().EndWith("dangling");
    }

    [Fact]
    public void Named_pipe_in_a_directory_does_not_block()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("needs mkfifo");
        }

        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [_folder.File("pipe")]))
        {
            mkfifo.WaitForExit();
        }

        CertificateFile.LoadDirectory(_folder.Path).Skipped.Should().ContainSingle();
        File.CreateSymbolicLink(_folder.File("link"), "pipe");
        foreach (string name in (string[])["pipe", "link"])
        {
            string path = _folder.File(name);
            Failure(() => CertificateFile.LoadCertificates(path)).Message.Should().StartWith(path).And.Contain("named pipe");
            Failure(() => CertificateFile.LoadPrivateKey(path)).Error.Should().Be(CertificateLoadError.Empty);
            Failure(() => CertificateFile.LoadCredential(path)).Error.Should().Be(CertificateLoadError.Empty);
            Failure(() => CertificateSigningRequest.Load(path)).Error.Should().Be(CertificateLoadError.Empty);
        }
    }

    [Fact]
    public async Task Pipe_of_a_shell_is_read()
    {
        Assert.SkipUnless(File.Exists("/dev/fd/0"), "needs /dev/fd");

        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);
        pipe.Write(Encoding.ASCII.GetBytes(_pki.Root.ToPem()));
        using Microsoft.Win32.SafeHandles.SafePipeHandle reading = pipe.ClientSafePipeHandle;
        string path = "/dev/fd/" + reading.DangerousGetHandle();
        Task closing = Task.Run(pipe.Dispose);

        CertificateFile.LoadCertificates(path).Should().ContainSingle();
        await closing;
    }

    [Theory]
    [InlineData("utf-8 with BOM", null)]
    [InlineData("CRLF", null)]
    [InlineData("CR", null)]
    [InlineData("trailing blanks", null)]
    [InlineData("UTF-16 LE", "UTF-16")]
    [InlineData("UTF-16 BE", "UTF-16")]
    public void Text_in_another_encoding_is_read_or_named(string encoding, string? refusal)
    {
        string pem = _pki.Root.ToPem() + _pki.Root.ToKeyPem();
        byte[] content = encoding switch
        {
            "utf-8 with BOM" => [0xEF, 0xBB, 0xBF, .. Encoding.ASCII.GetBytes(pem)],
            "CRLF" => Encoding.ASCII.GetBytes(pem.ReplaceLineEndings("\r\n")),
            "CR" => Encoding.ASCII.GetBytes(pem.ReplaceLineEndings("\r")),
            "trailing blanks" => Encoding.ASCII.GetBytes(pem.Replace("\n", "  \n", StringComparison.Ordinal)),
            "UTF-16 LE" => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(pem)],
            _ => [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(pem)],
        };
        string path = _folder.Write("file.pem", content);

        if (refusal is null)
        {
            CertificateFile.LoadCredential(path).Dispose();
            return;
        }

        foreach (Func<object> load in (Func<object>[])[() => CertificateFile.LoadCredential(path), () =>
            CertificateFile.LoadCertificates(path), () => CertificateFile.LoadPrivateKey(path)])
        {
            CertificateLoadException failure = Failure(load);
            failure.Error.Should().Be(CertificateLoadError.UnknownFormat);
            failure.Message.Should().StartWith(path).And.Contain(refusal);
        }
    }

    [Fact]
    public void Path_that_is_none_is_a_failure_to_load()
    {
        Failure(() => CertificateFile.LoadCertificates("a\0b")).Error.Should().Be(CertificateLoadError.NotReadable);
        Failure(() => CertificateFile.LoadDirectory("a\0b")).Error.Should().Be(CertificateLoadError.NotReadable);
        CertificateFile.TryLoadCertificates("a\0b", out _, out CertificateLoadException? error).Should().BeFalse();
        error!.Error.Should().Be(CertificateLoadError.NotReadable);
        if (OperatingSystem.IsLinux())
        {
            File.CreateSymbolicLink(_folder.File("loop"), "loop");
            Failure(() => CertificateFile.LoadCertificates(_folder.File("loop"))).Error.Should().Be(CertificateLoadError.NotReadable);
            Failure(() => CertificateFile.LoadCertificates("/dev/null")).Error.Should().Be(CertificateLoadError.Empty);
            Failure(() => CertificateFile.LoadCertificates(_folder.Path)).Message.Should().Contain("found a directory");
        }
    }

    public void Dispose()
    {
        _pki.Dispose();
        _folder.Dispose();
    }

    private static IReadOnlyList<X509Certificate2> Read(string text) => CertificateFile.ReadCertificates(Encoding.Latin1.GetBytes(text));

    private static CertificateLoadException Failure(Func<object> action) =>
        action.Should().Throw<CertificateLoadException>().Which;

    // INTEGER of three octets becomes one of four, and every length around it grows by one.
    private static byte[] WithIterations(byte[] der, int position, int iterations)
    {
        List<byte> result = [.. der];
        result.RemoveRange(position, 5);
        result.InsertRange(position,
            [0x02, 0x04, (byte)(iterations >> 24), (byte)(iterations >> 16), (byte)(iterations >> 8), (byte)iterations]);
        int at = 0;
        while (at < position)
        {
            bool encloses = result[at] == 0x30;
            int header = 2;
            int length = result[at + 1];
            if (length >= 0x80)
            {
                header += length & 0x7f;
                length = result[at + 2];
            }

            if (encloses && at + header + length >= position)
            {
                result[at + header - 1]++;
                at += header;
            }
            else
            {
                at += header + length;
            }
        }

        return [.. result];
    }
}
