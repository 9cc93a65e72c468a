// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using Cwmp.Tls.Certificates;
using IssueCertificates;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(CommandLine.Usage);
    return 0;
}

try
{
    CommandLine options = CommandLine.Parse(args);
    Directory.CreateDirectory(options.Folder);
    using FileStream exclusive = Lock(options.Folder);
    string caPath = Path.Combine(options.Folder, "ca.pem");
    using CertificateAuthority authority = OpenOrCreateAuthority(caPath, Path.Combine(options.Folder, "ca.key"));

    var acs = new AcsCertificateOptions { DnsNames = options.Hosts, IPAddresses = options.Addresses };
    Provide("acs", authority, old => CommandLine.Covers(old, acs), () => authority.IssueAcsCertificate(acs));

    foreach (DeviceIdentity device in options.Devices)
    {
        Provide(
            CommandLine.FileName(device),
            authority,
            old => DeviceIdentityExtractor.Default.Extract(old.Certificate).Identity == device,
            () => authority.IssueCpeCertificate(device));
    }

    Console.WriteLine();
    Console.WriteLine(
        "The ACS needs acs.pem, acs.key and ca.pem; a device needs its own .pem and .key, and ca.pem. Keep ca.key to yourself.");
    return 0;

    // Two runs at the same time would mix their keys and certificates.
    static FileStream Lock(string folder)
    {
        string path = Path.Combine(folder, ".lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new IOException($"{folder}: another run of this program is at work there; wait for it to end.", e);
        }
    }

    // A second run uses the authority of the first run. With a new authority every certificate that was handed out would be worthless.
    CertificateAuthority OpenOrCreateAuthority(string certificatePath, string keyPath)
    {
        if (File.Exists(certificatePath) || File.Exists(keyPath))
        {
            using CertificateCredential existing = CertificateFile.LoadCredential(certificatePath, keyPath);
            CertificateAuthority opened = CertificateAuthority.FromCredential(existing);
            Console.WriteLine($"kept     {certificatePath}  {opened}");
            return opened;
        }

        CertificateAuthority created = CertificateAuthority.CreateRoot();
        CertificateFile.SaveCredential(created.Credential, certificatePath, keyPath);
        Console.WriteLine($"created  {certificatePath}  {created}");
        return created;
    }

    // Writes NAME.pem, NAME.key and NAME.p12. Keeps the existing files while they still fit.
    void Provide(string name, CertificateAuthority issuer, Predicate<CertificateCredential> fits, Func<CertificateCredential> issue)
    {
        string path = Path.Combine(options.Folder, name);
        if (CertificateFile.TryLoadCredential(path + ".pem", path + ".key", default, out CertificateCredential? old, out _))
        {
            using (old)
            {
                if (issuer.HasIssued(old.Certificate) && old.Certificate.NotAfter > DateTime.Now.AddDays(30) && fits(old)
                    && File.Exists(path + ".p12"))
                {
                    Console.WriteLine($"kept     {path}.pem  {old.Certificate.Subject}, valid until {old.Certificate.NotAfter:yyyy-MM-dd}");
                    return;
                }
            }
        }

        string verb = File.Exists(path + ".pem") ? "replaced" : "created ";
        using CertificateCredential issued = issue();
        CertificateFile.SaveCredential(issued, path + ".pem", path + ".key", overwrite: true);
        CertificateFile.SavePkcs12(path + ".p12", issued, password: "", overwrite: true);
        Console.WriteLine($"{verb} {path}.pem  {issued.Certificate.Subject}, valid until {issued.Certificate.NotAfter:yyyy-MM-dd}");
    }
}
catch (CertificateLoadException e)
{
    Console.Error.WriteLine(e.Message);
    Console.Error.WriteLine(
        "An authority is its ca.pem and ca.key together: restore the missing or damaged one, or choose an empty folder with --out.");
    return 1;
}
catch (Exception e) when (e is ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException
    or CryptographicException)
{
    Console.Error.WriteLine(Printable(e.Message));
    Console.Error.WriteLine(e is ArgumentException
        ? "See --help for how to call this."
        : "Nothing half-written was left behind; correct this and run again.");
    return 1;
}

// Messages repeat what the user typed. Control characters in it must not steer the terminal.
static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? $"\\u{(int)c:X4}" : c.ToString()));
