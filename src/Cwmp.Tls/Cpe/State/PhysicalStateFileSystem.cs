// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Runtime.InteropServices;
using System.Text;

namespace Cwmp.Tls.Cpe.State;

/// <summary>The file system of the operating system.</summary>
internal sealed class PhysicalStateFileSystem : IStateFileSystem
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static PhysicalStateFileSystem Instance { get; } = new();

    public void CreateDirectory(string directory)
    {
        if (Directory.Exists(directory))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
            return;
        }

        Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
        if (Path.GetDirectoryName(Path.GetFullPath(directory)) is string parent)
        {
            FlushDirectory(parent);
        }
    }

    public byte[]? Read(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (file.Length > StateFile.MaximumLength)
            {
                throw new IOException($"It has {file.Length} octets; a state file has at most {StateFile.MaximumLength}.");
            }

            byte[] content = new byte[file.Length];
            file.ReadExactly(content);
            return content;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void WriteDurably(string path, ReadOnlySpan<byte> content)
    {
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using FileStream file = new(path, options);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    public void Move(string from, string to) => File.Move(from, to, overwrite: true);

    public void Delete(string path) => File.Delete(path);

    public void FlushDirectory(string directory)
    {
        // A rename is durable only when the directory is: fsync(2), "Calling fsync() does not necessarily ensure that the entry in the
        // directory containing the file has also reached disk". Windows has no such call and journals the rename itself.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = NativeMethods.Open(Encoding.UTF8.GetBytes(directory + '\0'), 0);
        if (descriptor < 0)
        {
            throw new IOException($"The directory '{directory}' cannot be opened to flush it (errno {Marshal.GetLastPInvokeError()}).");
        }

        try
        {
            if (NativeMethods.Synchronize(descriptor) < 0)
            {
                int error = Marshal.GetLastPInvokeError();
                const int InvalidArgument = 22; // EINVAL: this file system (some network and overlay ones) cannot sync a directory.
                if (error != InvalidArgument)
                {
                    throw new IOException($"The directory '{directory}' cannot be flushed (errno {error}).");
                }
            }
        }
        finally
        {
            _ = NativeMethods.Close(descriptor);
        }
    }

    // Generated marshalling needs unsafe code, which this library avoids; these signatures are blittable.
#pragma warning disable SYSLIB1054
    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "open", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Open(byte[] path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Synchronize(int descriptor);

        [DllImport("libc", EntryPoint = "close")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Close(int descriptor);
    }
#pragma warning restore SYSLIB1054
}
