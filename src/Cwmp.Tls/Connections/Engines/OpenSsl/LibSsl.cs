// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Runtime.InteropServices;

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>The functions of libssl that the engine calls, under their own names; its macros as methods.</summary>
internal static unsafe partial class LibSsl
{
    internal const string FileName = "libssl.so.3";

    internal const int ErrorNone = 0;
    internal const int ErrorWantRead = 2;
    internal const int ErrorWantWrite = 3;
    internal const int ErrorZeroReturn = 6;

    internal const int SentShutdown = 1;
    internal const int ReceivedShutdown = 2;

    internal const int VerifyNone = 0;
    internal const int VerifyPeer = 1;
    internal const int VerifyFailIfNoPeerCertificate = 2;

    internal const ulong NoTicket = 1UL << 14;
    internal const ulong NoCompression = 1UL << 17;
    internal const ulong ServerPreference = 1UL << 22;
    internal const ulong NoRenegotiation = 1UL << 30;

    internal const int ModeNoAutoChain = 0x8;
    internal const int ModeReleaseBuffers = 0x10;

    internal const int CacheOff = 0;
    internal const int CacheClient = 0x1;
    internal const int CacheServer = 0x2;
    internal const int CacheNoInternal = 0x300;

    internal const int CtrlMode = 33;
    internal const int CtrlSetSessionCacheMode = 44;
    internal const int CtrlSetServerName = 55;
    internal const int CtrlExtraChainCertificate = 14;
    internal const int CtrlMinimumProtocol = 123;
    internal const int CtrlMaximumProtocol = 124;

    [LibraryImport(FileName)]
    internal static partial int OPENSSL_init_ssl(ulong options, nint settings);

    [LibraryImport(FileName)]
    internal static partial nint TLS_method();

    [LibraryImport(FileName)]
    internal static partial SafeSslContextHandle SSL_CTX_new(nint method);

    [LibraryImport(FileName)]
    internal static partial void SSL_CTX_free(nint context);

    [LibraryImport(FileName)]
    internal static partial CLong SSL_CTX_ctrl(SafeSslContextHandle context, int command, CLong number, nint pointer);

    [LibraryImport(FileName)]
    internal static partial ulong SSL_CTX_set_options(SafeSslContextHandle context, ulong options);

    [LibraryImport(FileName, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SSL_CTX_set_cipher_list(SafeSslContextHandle context, string ciphers);

    [LibraryImport(FileName, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SSL_CTX_set_ciphersuites(SafeSslContextHandle context, string suites);

    [LibraryImport(FileName)]
    internal static partial nint SSL_CTX_get_ciphers(SafeSslContextHandle context);

    [LibraryImport(FileName)]
    internal static partial nint SSL_CIPHER_get_name(nint cipher);

    [LibraryImport(FileName)]
    internal static partial ushort SSL_CIPHER_get_protocol_id(nint cipher);

    [LibraryImport(FileName)]
    internal static partial int SSL_CTX_use_certificate(SafeSslContextHandle context, SafeX509Handle certificate);

    [LibraryImport(FileName)]
    internal static partial int SSL_CTX_use_PrivateKey(SafeSslContextHandle context, nint key);

    [LibraryImport(FileName)]
    internal static partial int SSL_CTX_add_client_CA(SafeSslContextHandle context, SafeX509Handle authority);

    [LibraryImport(FileName)]
    internal static partial void SSL_CTX_set_verify(SafeSslContextHandle context, int mode, nint callback);

    [LibraryImport(FileName)]
    internal static partial void SSL_CTX_set_cert_verify_callback(
        SafeSslContextHandle context, delegate* unmanaged[Cdecl]<nint, nint, int> callback, nint argument);

    [LibraryImport(FileName)]
    internal static partial int SSL_CTX_set_session_id_context(SafeSslContextHandle context, byte* identifier, uint length);

    [LibraryImport(FileName)]
    internal static partial CLong SSL_CTX_set_timeout(SafeSslContextHandle context, CLong seconds);

    [LibraryImport(FileName)]
    internal static partial int SSL_CTX_set_num_tickets(SafeSslContextHandle context, nuint count);

    [LibraryImport(FileName)]
    internal static partial void SSL_CTX_sess_set_new_cb(
        SafeSslContextHandle context, delegate* unmanaged[Cdecl]<nint, nint, int> callback);

    [LibraryImport(FileName)]
    internal static partial void SSL_CTX_sess_set_get_cb(
        SafeSslContextHandle context, delegate* unmanaged[Cdecl]<nint, byte*, int, int*, nint> callback);

    [LibraryImport(FileName)]
    internal static partial void SSL_CTX_set_alpn_select_cb(
        SafeSslContextHandle context, delegate* unmanaged[Cdecl]<nint, byte**, byte*, byte*, uint, nint, int> callback, nint argument);

    [LibraryImport(FileName)]
    internal static partial SafeSslHandle SSL_new(SafeSslContextHandle context);

    [LibraryImport(FileName)]
    internal static partial void SSL_free(nint ssl);

    [LibraryImport(FileName)]
    internal static partial void SSL_set_bio(SafeSslHandle ssl, nint input, nint output);

    [LibraryImport(FileName)]
    internal static partial int SSL_set_ex_data(SafeSslHandle ssl, int index, nint data);

    [LibraryImport(FileName)]
    internal static partial nint SSL_get_ex_data(nint ssl, int index);

    [LibraryImport(FileName)]
    internal static partial int SSL_get_ex_data_X509_STORE_CTX_idx();

    [LibraryImport(FileName)]
    internal static partial void SSL_set_accept_state(SafeSslHandle ssl);

    [LibraryImport(FileName)]
    internal static partial void SSL_set_connect_state(SafeSslHandle ssl);

    [LibraryImport(FileName)]
    internal static partial CLong SSL_ctrl(SafeSslHandle ssl, int command, CLong number, byte* pointer);

    [LibraryImport(FileName)]
    internal static partial int SSL_set_alpn_protos(SafeSslHandle ssl, byte* protocols, uint length);

    [LibraryImport(FileName)]
    internal static partial int SSL_do_handshake(SafeSslHandle ssl);

    [LibraryImport(FileName)]
    internal static partial int SSL_read_ex(SafeSslHandle ssl, byte* buffer, nuint length, nuint* read);

    [LibraryImport(FileName)]
    internal static partial int SSL_peek_ex(SafeSslHandle ssl, byte* buffer, nuint length, nuint* read);

    [LibraryImport(FileName)]
    internal static partial int SSL_write_ex(SafeSslHandle ssl, byte* buffer, nuint length, nuint* written);

    [LibraryImport(FileName)]
    internal static partial int SSL_shutdown(SafeSslHandle ssl);

    [LibraryImport(FileName)]
    internal static partial void SSL_set_shutdown(nint ssl, int mode);

    [LibraryImport(FileName)]
    internal static partial int SSL_get_error(SafeSslHandle ssl, int result);

    [LibraryImport(FileName)]
    internal static partial int SSL_has_pending(SafeSslHandle ssl);

    [LibraryImport(FileName)]
    internal static partial int SSL_version(SafeSslHandle ssl);

    [LibraryImport(FileName)]
    internal static partial nint SSL_get_current_cipher(SafeSslHandle ssl);

    [LibraryImport(FileName)]
    internal static partial void SSL_get0_alpn_selected(SafeSslHandle ssl, byte** protocol, uint* length);

    [LibraryImport(FileName)]
    internal static partial int SSL_session_reused(SafeSslHandle ssl);

    [LibraryImport(FileName)]
    internal static partial int SSL_set_session(SafeSslHandle ssl, nint session);

    [LibraryImport(FileName)]
    internal static partial nint SSL_get1_session(SafeSslHandle ssl);

    [LibraryImport(FileName)]
    internal static partial byte* SSL_SESSION_get_id(nint session, uint* length);

    [LibraryImport(FileName)]
    internal static partial int SSL_SESSION_is_resumable(nint session);

    [LibraryImport(FileName)]
    internal static partial int SSL_SESSION_up_ref(nint session);

    [LibraryImport(FileName)]
    internal static partial void SSL_SESSION_free(nint session);
}
