// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cwmp.Tls.Certificates;

/// <summary>
/// Loads certificates, private keys and credentials from files. The format is recognised by content, not by file name: PEM (any number
/// of blocks, text around them is ignored), DER, PKCS#7 and PKCS#12.
/// </summary>
/// <remarks>
/// Nothing is fetched and nothing is verified here. Size is limited before anything is read or decoded. All members are thread-safe.
/// File content that may hold a key is zeroed in memory before a method returns.
/// </remarks>
public static partial class CertificateFile
{
    /// <summary>The default limit on the size of a file: 1 MiB, some 700 certificates.</summary>
    public const int DefaultMaxSize = 1024 * 1024;

    /// <summary>The largest number of files read from a directory: 4096.</summary>
    public const int MaxDirectoryFiles = 4096;

    private const string DataSource = "certificate data";

    /// <summary>Loads every certificate of a file, in order.</summary>
    /// <param name="path">The file: PEM bundle, DER, PKCS#7 (PEM or DER) or PKCS#12.</param>
    /// <param name="password">For PKCS#12; empty for none. Private keys are left behind.</param>
    /// <param name="maxSize">The size limit in octets.</param>
    /// <returns>One certificate or more, without private keys, for the caller to dispose.</returns>
    /// <exception cref="CertificateLoadException">The file cannot be read, is damaged, or holds no certificate.</exception>
    public static IReadOnlyList<X509Certificate2> LoadCertificates(
        string path, ReadOnlySpan<char> password = default, int maxSize = DefaultMaxSize)
    {
        using SecretBytes content = Read(path, maxSize);
        return CertificateContent.Read(content, password, path);
    }

    /// <summary>Reads every certificate out of memory, in order.</summary>
    /// <param name="data">PEM bundle, DER, PKCS#7 (PEM or DER) or PKCS#12.</param>
    /// <param name="password">For PKCS#12; empty for none. Private keys are left behind.</param>
    /// <returns>One certificate or more, without private keys, for the caller to dispose.</returns>
    /// <exception cref="CertificateLoadException">The data is damaged, or holds no certificate.</exception>
    public static IReadOnlyList<X509Certificate2> ReadCertificates(ReadOnlySpan<byte> data, ReadOnlySpan<char> password = default)
    {
        using SecretBytes content = Copy(data, DataSource);
        return CertificateContent.Read(content, password, DataSource);
    }

    /// <summary>Loads every certificate of a file, in order, and does not throw when that fails.</summary>
    /// <param name="path">The file: PEM bundle, DER, PKCS#7 (PEM or DER) or PKCS#12 without password.</param>
    /// <param name="certificates">One certificate or more, for the caller to dispose; null on failure.</param>
    /// <param name="error">What went wrong; null on success.</param>
    /// <returns>Whether there are certificates.</returns>
    public static bool TryLoadCertificates(
        string path,
        [NotNullWhen(true)] out IReadOnlyList<X509Certificate2>? certificates,
        [NotNullWhen(false)] out CertificateLoadException? error)
    {
        try
        {
            certificates = LoadCertificates(path);
            error = null;
            return true;
        }
        catch (CertificateLoadException e)
        {
            certificates = null;
            error = e;
            return false;
        }
    }

    /// <summary>
    /// Loads a directory of CA certificates, as OpenSSL's CApath: every file in it, whatever its name, but not in its subdirectories.
    /// Links that OpenSSL's rehash makes are seen once.
    /// </summary>
    /// <param name="path">The directory.</param>
    /// <param name="maxSize">The size limit of each file in octets.</param>
    /// <returns>The certificates, and the files that gave none with their reasons.</returns>
    /// <exception cref="CertificateLoadException">There is no such directory, it cannot be read, or it holds too many files.</exception>
    public static CertificateDirectory LoadDirectory(string path, int maxSize = DefaultMaxSize)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxSize);
        var certificates = new List<X509Certificate2>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var skipped = new List<CertificateLoadException>();
        foreach (FileInfo file in ListFiles(path))
        {
            try
            {
                foreach (X509Certificate2 certificate in LoadCertificates(file.FullName, default, maxSize))
                {
                    if (seen.Add(certificate.GetCertHashString(HashAlgorithmName.SHA256)))
                    {
                        certificates.Add(certificate);
                    }
                    else
                    {
                        certificate.Dispose();
                    }
                }
            }
            catch (CertificateLoadException e)
            {
                skipped.Add(e);
            }
        }

        return new CertificateDirectory(certificates, skipped);
    }

    private static List<FileInfo> ListFiles(string path)
    {
        try
        {
            List<FileInfo> files = [.. new DirectoryInfo(path).EnumerateFiles().Take(MaxDirectoryFiles + 1)];
            if (files.Count > MaxDirectoryFiles)
            {
                throw new CertificateLoadException(
                    CertificateLoadError.TooLarge, path, $"the directory holds more than {MaxDirectoryFiles} files.");
            }

            files.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
            return files;
        }
        catch (DirectoryNotFoundException e)
        {
            throw new CertificateLoadException(CertificateLoadError.NotFound, path, "there is no such directory.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CertificateLoadException(CertificateLoadError.NotReadable, path, "the directory cannot be read: " + e.Message, e);
        }
    }

    private static SecretBytes Read(string path, int maxSize)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxSize);
        return BoundedFile.Read(path, maxSize);
    }

    private static SecretBytes Copy(ReadOnlySpan<byte> data, string source)
    {
        if (data.IsEmpty)
        {
            throw new CertificateLoadException(CertificateLoadError.Empty, source, "there is no data.");
        }

        var content = new SecretBytes(data.Length);
        data.CopyTo(content.Buffer);
        return content;
    }
}
