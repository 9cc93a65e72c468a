// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Cwmp.Tls.Shared;

/// <summary>
/// A hash over the content of files at one moment. It is cheap enough to be taken every second, and it is right where time stamps are
/// wrong: an orchestrator swaps a link to a whole directory, so that a name leads to another file although its own link did not change;
/// images and backups give every file the same time.
/// </summary>
internal static class FileFingerprint
{
    /// <summary>
    /// Of a longer file only the beginning, the end and the time of writing are hashed. In a CRL the number and the signature are there.
    /// </summary>
    private const int SampleSize = 64 * 1024;

    private const int MaxDirectoryFiles = 4096;

    /// <summary>
    /// Takes the fingerprint of files, and of directories with the files directly in them. That a file cannot be read is part of the
    /// fingerprint; nothing is thrown.
    /// </summary>
    public static byte[] Of(IEnumerable<string> paths)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(SampleSize);
        try
        {
            foreach (string path in paths)
            {
                if (Directory.Exists(path))
                {
                    AddDirectory(hash, path, buffer);
                }
                else
                {
                    AddFile(hash, path, buffer);
                }
            }
        }
        finally
        {
            // The buffer may have held a key.
            CryptographicOperations.ZeroMemory(buffer);
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return hash.GetHashAndReset();
    }

    private static void AddDirectory(IncrementalHash hash, string path, byte[] buffer)
    {
        try
        {
            foreach (string file in Directory.EnumerateFiles(path).Take(MaxDirectoryFiles).Order(StringComparer.Ordinal))
            {
                AddFile(hash, file, buffer);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            AddText(hash, e.GetType().Name);
        }
    }

    private static void AddFile(IncrementalHash hash, string path, byte[] buffer)
    {
        AddText(hash, path);
        try
        {
            FileSystemInfo? target = File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path);
            if (target is not FileInfo { Length: > 0 })
            {
                // The file is empty or absent, or it is a named pipe: that has no length, and opening it would block.
                AddText(hash, target.Exists ? "empty" : "absent");
                return;
            }

            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            long length = RandomAccess.GetLength(file);
            AddNumber(hash, length);
            AddPart(hash, file, 0, buffer);
            if (length > SampleSize)
            {
                AddPart(hash, file, length - SampleSize, buffer);
            }

            if (length > 2 * SampleSize)
            {
                AddNumber(hash, File.GetLastWriteTimeUtc(file).Ticks);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            AddText(hash, e.GetType().Name);
        }
    }

    private static void AddPart(IncrementalHash hash, SafeFileHandle file, long offset, byte[] buffer)
    {
        int length = 0;
        while (length < SampleSize)
        {
            int read = RandomAccess.Read(file, buffer.AsSpan(length, SampleSize - length), offset + length);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        hash.AppendData(buffer.AsSpan(0, length));
    }

    private static void AddText(IncrementalHash hash, string text)
    {
        byte[] octets = Encoding.UTF8.GetBytes(text);
        AddNumber(hash, octets.Length);
        hash.AppendData(octets);
    }

    private static void AddNumber(IncrementalHash hash, long number)
    {
        Span<byte> octets = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(octets, number);
        hash.AppendData(octets);
    }
}
