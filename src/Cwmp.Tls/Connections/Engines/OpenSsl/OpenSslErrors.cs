// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>
/// Reads OpenSSL's error queue. The queue belongs to the thread: it is cleared before a call and taken after it, with nothing awaited
/// between the two.
/// </summary>
internal static unsafe class OpenSslErrors
{
    // OpenSSL 3 packs an error as library << 23 | reason; 20 is SSL.
    private const int LibraryShift = 23;
    private const nuint ReasonMask = 0x7FFFFF;
    private const nuint SslLibrary = 20;

    /// <summary>
    /// Takes everything from the queue. The reason is the first one that libssl gave, which is the cause of those after it; 0 where it gave
    /// none.
    /// </summary>
    public static (int Reason, string Text) Take()
    {
        int reason = 0;
        string text = "";
        for (nuint error = LibCrypto.ERR_get_error(); error != 0; error = LibCrypto.ERR_get_error())
        {
            bool isSsl = error >> LibraryShift == SslLibrary;
            if (text.Length == 0 || (isSsl && reason == 0))
            {
                text = TextOf(error);
            }

            if (isSsl && reason == 0)
            {
                reason = (int)(error & ReasonMask);
            }
        }

        return (reason, text.Length == 0 ? "OpenSSL gave no reason." : text);
    }

    /// <summary>Takes everything from the queue as an exception, for calls that prepare something.</summary>
    public static CryptographicException TakeAsException(string what) => new($"{what}: {Take().Text}");

    private static string TextOf(nuint error)
    {
        const int Length = 256;
        byte* buffer = stackalloc byte[Length];
        LibCrypto.ERR_error_string_n(error, buffer, Length);
        return Marshal.PtrToStringUTF8((nint)buffer) ?? "";
    }
}
