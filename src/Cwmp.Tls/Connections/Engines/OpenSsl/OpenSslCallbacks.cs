// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>
/// What OpenSSL calls, always from within a call of a connection's own. Nothing is thrown through native frames: a connection keeps what
/// goes wrong and reports it when the call has returned.
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe class OpenSslCallbacks
{
    private const int AlpnSelected = 0;
    private const int AlpnFatalAlert = 2;
    private const int AlpnIgnored = 3;

    // X509_V_ERR_UNSPECIFIED, for which OpenSSL sends internal_error.
    private const int Unspecified = 1;

    private static readonly int SslIndex = LibSsl.SSL_get_ex_data_X509_STORE_CTX_idx();

    /// <summary>
    /// Stands in the place of X509_verify_cert: 1 accepts the chain, 0 refuses it with the alert that belongs to the error set.
    /// </summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int Verify(nint storeContext, nint argument)
    {
        OpenSslConnection? connection = null;
        try
        {
            connection = SafeSslHandle.OwnerOf(LibCrypto.X509_STORE_CTX_get_ex_data(storeContext, SslIndex));
            byte? alert = connection is null ? 80 : connection.JudgeShown(ReadChain(storeContext));
            if (alert is null)
            {
                LibCrypto.X509_STORE_CTX_set_error(storeContext, 0);
                return 1;
            }

            LibCrypto.X509_STORE_CTX_set_error(storeContext, AlertVerifyError.For(alert.Value));
        }
        catch (Exception e)
        {
            connection?.NoteCallbackFailure(e);
            LibCrypto.X509_STORE_CTX_set_error(storeContext, Unspecified);
        }

        return 0;
    }

    /// <summary>A session can be resumed from now on. 1 keeps the reference that comes with it.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int KeepSession(nint ssl, nint session)
    {
        try
        {
            return SafeSslHandle.OwnerOf(ssl) is { } connection && connection.KeepSession(session) ? 1 : 0;
        }
        catch (Exception)
        {
            // Without it the next handshake is a full one.
            return 0;
        }
    }

    /// <summary>A client wants to resume a session. Gives it with a reference for OpenSSL, or 0 for a full handshake.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static nint FindSession(nint ssl, byte* identifier, int length, int* copy)
    {
        *copy = 0;
        OpenSslConnection? connection = null;
        try
        {
            connection = SafeSslHandle.OwnerOf(ssl);
            return connection is null
                || !SessionId.TryRead(new ReadOnlySpan<byte>(identifier, length), out SessionId id) ? 0 : connection.FindSession(id);
        }
        catch (Exception e)
        {
            connection?.NoteCallbackFailure(e);
            return 0;
        }
    }

    /// <summary>Chooses the application protocol by our order of preference.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int SelectApplicationProtocol(
        nint ssl, byte** selected, byte* selectedLength, byte* offered, uint offeredLength, nint argument)
    {
        if (SafeSslHandle.OwnerOf(ssl) is not { } connection || connection.ApplicationProtocols.Count == 0)
        {
            return AlpnIgnored;
        }

        (int offset, int length) =
            ApplicationProtocols.Select(connection.ApplicationProtocols, new ReadOnlySpan<byte>(offered, (int)offeredLength));
        if (length == 0)
        {
            return AlpnFatalAlert;
        }

        *selected = offered + offset;
        *selectedLength = (byte)length;
        return AlpnSelected;
    }

    // What the peer sent, its own certificate first (X509_STORE_CTX_get0_untrusted holds all of it).
    private static PresentedChain ReadChain(nint storeContext)
    {
        nint own = LibCrypto.X509_STORE_CTX_get0_cert(storeContext);
        nint all = LibCrypto.X509_STORE_CTX_get0_untrusted(storeContext);
        int count = LibCrypto.OPENSSL_sk_num(all);
        var others = new List<ReadOnlyMemory<byte>>(Math.Max(0, count - 1));
        for (int i = 0; i < count; i++)
        {
            nint certificate = LibCrypto.OPENSSL_sk_value(all, i);
            if (certificate != own)
            {
                others.Add(Encode(certificate));
            }
        }

        return new PresentedChain(Encode(own), others);
    }

    private static byte[] Encode(nint certificate)
    {
        byte[] der = new byte[LibCrypto.i2d_X509(certificate, null)];
        fixed (byte* start = der)
        {
            byte* position = start;
            int written = LibCrypto.i2d_X509(certificate, &position);
            return written == der.Length ? der : throw new CryptographicException("OpenSSL cannot encode the peer's certificate.");
        }
    }
}
