// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;

namespace Cwmp.Tls.Certificates;

/// <summary>
/// Writes a file whole or not at all: into a new file beside it, to the disk, then over the name. A key file is created with its final
/// permissions; changing them afterwards would leave a moment in which others can open it.
/// </summary>
internal static class AtomicFile
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Public = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public static void Write(string path, ReadOnlySpan<byte> content, bool secret, bool overwrite)
    {
        string target = Path.GetFullPath(path);
        if (Directory.Exists(target))
        {
            throw new IOException($"{path}: expected a file name, found a directory.");
        }

        ThrowIfTaken(path, overwrite);
        string temporary = Path.Combine(Path.GetDirectoryName(target)!, "." + RandomNumberGenerator.GetHexString(16, lowercase: true) + ".tmp");
        bool written = false;
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = secret ? Private : Public;
            }

            using (var stream = new FileStream(temporary, options))
            {
                written = true;
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite);
            written = false;
        }
        finally
        {
            if (written)
            {
                File.Delete(temporary);
            }
        }
    }

    public static void ThrowIfTaken(string path, bool overwrite)
    {
        if (!overwrite && File.Exists(path))
        {
            throw new IOException($"{path}: the file exists already; it is replaced only on request.");
        }
    }
}
