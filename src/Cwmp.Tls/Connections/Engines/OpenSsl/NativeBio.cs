// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>
/// The BIO between an SSL and the buffers of its session. OpenSSL's own memory BIO never gives memory back, which is too much for a
/// connection that waits most of its life.
/// </summary>
internal static unsafe class NativeBio
{
    private const int SourceAndSink = 0x0400;
    private const int RetryFlags = 0x0F;
    private const int ShouldRead = 0x01;
    private const int ShouldRetry = 0x08;
    private const int FlushCommand = 11;

    // Made once; OpenSSL keeps it for the life of the process.
    private static readonly nint Method = CreateMethod();

    /// <summary>Makes a BIO that reads and writes through a session's buffers. The SSL it is set on owns it.</summary>
    /// <param name="session">The handle of the <see cref="NativeSession"/>; it must outlive the BIO.</param>
    /// <returns>The BIO, or 0.</returns>
    public static nint Create(nint session)
    {
        nint bio = LibCrypto.BIO_new(Method);
        if (bio != 0)
        {
            LibCrypto.BIO_set_data(bio, session);
            LibCrypto.BIO_set_init(bio, 1);
        }

        return bio;
    }

    private static nint CreateMethod()
    {
        fixed (byte* name = "Cwmp.Tls session"u8)
        {
            nint method = LibCrypto.BIO_meth_new(LibCrypto.BIO_get_new_index() | SourceAndSink, name);
            bool isComplete = method != 0
                && LibCrypto.BIO_meth_set_read(method, &Read) == 1
                && LibCrypto.BIO_meth_set_write(method, &Write) == 1
                && LibCrypto.BIO_meth_set_ctrl(method, &Control) == 1;
            return isComplete ? method : throw OpenSslErrors.TakeAsException("OpenSSL cannot make a BIO method");
        }
    }

    private static NativeSession? SessionOf(nint bio) => GCHandle.FromIntPtr(LibCrypto.BIO_get_data(bio)).Target as NativeSession;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(nint bio, byte* buffer, int length)
    {
        LibCrypto.BIO_clear_flags(bio, RetryFlags);
        int count = SessionOf(bio)?.GiveInput(new Span<byte>(buffer, length)) ?? 0;
        if (count > 0)
        {
            return count;
        }

        // Nothing yet is not the end: the session finds that out by itself.
        LibCrypto.BIO_set_flags(bio, ShouldRead | ShouldRetry);
        return -1;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(nint bio, byte* data, int length)
    {
        LibCrypto.BIO_clear_flags(bio, RetryFlags);
        try
        {
            SessionOf(bio)?.KeepOutput(new ReadOnlySpan<byte>(data, length));
            return length;
        }
        catch (OutOfMemoryException)
        {
            return -1;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static CLong Control(nint bio, int command, CLong number, nint pointer) => new(command == FlushCommand ? 1 : 0);
}
