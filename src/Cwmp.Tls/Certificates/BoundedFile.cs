// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Certificates;

/// <summary>Reads small files whole and no more than a limit of them, whatever the file system says about their length.</summary>
internal static class BoundedFile
{
    /// <summary>The content in memory that is zeroed on disposal: it may be a private key.</summary>
    public static SecretBytes Read(string path, int maxSize)
    {
        try
        {
            ThrowIfNotOrdinary(path);
            using var stream = new FileStream(
                path,
                new FileStreamOptions
                {
                    Mode = FileMode.Open,
                    Access = FileAccess.Read,
                    Share = FileShare.ReadWrite | FileShare.Delete,
                    BufferSize = 0,
                });
            if (stream.CanSeek && stream.Length > maxSize)
            {
                throw TooLarge(path, maxSize);
            }

            // A pipe has no length; one octet beyond the limit is enough to know.
            var content = new SecretBytes(stream.CanSeek ? (int)stream.Length + 1 : 4096);
            try
            {
                int length = 0;
                while (true)
                {
                    int read = stream.Read(content.Buffer.AsSpan(length));
                    length += read;
                    if (length > maxSize)
                    {
                        throw TooLarge(path, maxSize);
                    }

                    if (read == 0)
                    {
                        break;
                    }

                    if (length == content.Buffer.Length)
                    {
                        content.Grow((int)Math.Min((long)length * 2, (long)maxSize + 1));
                    }
                }

                content.Length = length;
                return length > 0 ? content : throw new CertificateLoadException(CertificateLoadError.Empty, path, "the file is empty.");
            }
            catch
            {
                content.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CertificateLoadException(CertificateLoadError.NotFound, path, "there is no such file.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            string detail = Directory.Exists(path) ? "expected a file, found a directory." : "the file may not be read by this user.";
            throw new CertificateLoadException(CertificateLoadError.NotReadable, path, detail, e);
        }
        catch (Exception e) when (e is IOException or NotSupportedException or ArgumentException)
        {
            throw new CertificateLoadException(CertificateLoadError.NotReadable, path, "the file cannot be read: " + e.Message, e);
        }
    }

    // Opening a named pipe waits for a writer, who may never come. The devices of a shell, such as /dev/stdin and /dev/fd/63, are wanted.
    private static void ThrowIfNotOrdinary(string path)
    {
        var file = new FileInfo(path);
        FileInfo target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        bool isDevice = target.FullName.StartsWith("/dev/", StringComparison.Ordinal)
            || target.FullName.StartsWith("/proc/", StringComparison.Ordinal);
        if (target is { Exists: true, Length: 0 } && !isDevice)
        {
            throw new CertificateLoadException(
                CertificateLoadError.Empty, path, "the file is empty, or no ordinary file but a named pipe or socket.");
        }
    }

    private static CertificateLoadException TooLarge(string path, int maxSize) =>
        new(CertificateLoadError.TooLarge, path, $"the file is larger than the limit of {maxSize} octets.");
}
