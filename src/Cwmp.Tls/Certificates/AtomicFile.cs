// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;

namespace Cwmp.Tls.Certificates;

/// <summary>
/// Writes a file whole or not at all: into a new file beside it, to the disk, then over the name. A key file is created with its final
/// permissions; changing them afterwards would leave a moment in which others can open it.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Public = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly string _target;
    private readonly string _temporary;
    private readonly bool _overwrite;
    private bool _written;

    private AtomicFile(string path, bool overwrite)
    {
        _target = Path.GetFullPath(path);
        _temporary = Path.Combine(
            Path.GetDirectoryName(_target) ?? _target, "." + RandomNumberGenerator.GetHexString(16, lowercase: true) + ".tmp");
        _overwrite = overwrite;
    }

    public static void Write(string path, ReadOnlySpan<byte> content, bool secret, bool overwrite)
    {
        using AtomicFile file = Stage(path, content, secret, overwrite);
        file.Commit();
    }

    /// <summary>Does all that can fail for want of space or permission; the name is untouched until <see cref="Commit"/>.</summary>
    public static AtomicFile Stage(string path, ReadOnlySpan<byte> content, bool secret, bool overwrite)
    {
        var file = new AtomicFile(path, overwrite);
        try
        {
            if (Directory.Exists(file._target))
            {
                throw new IOException($"{path}: expected a file name, found a directory.");
            }

            if (!overwrite && File.Exists(path))
            {
                throw new IOException($"{path}: the file exists already; it is replaced only on request.");
            }

            file.WriteTemporary(content, secret);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Puts the content under the name.</summary>
    public void Commit()
    {
        File.Move(_temporary, _target, _overwrite);
        _written = false;
    }

    /// <summary>Takes back a commit that replaced nothing.</summary>
    public void Revoke() => File.Delete(_target);

    /// <summary>Removes what was not committed.</summary>
    public void Dispose()
    {
        if (_written)
        {
            _written = false;
            File.Delete(_temporary);
        }
    }

    private void WriteTemporary(ReadOnlySpan<byte> content, bool secret)
    {
        var options =
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = secret ? Private : Public;
        }

        using var stream = new FileStream(_temporary, options);
        _written = true;
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }
}
