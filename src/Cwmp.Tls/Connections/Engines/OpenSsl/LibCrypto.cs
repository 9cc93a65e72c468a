// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Runtime.InteropServices;

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>The functions of libcrypto that the engine calls, under their own names.</summary>
internal static unsafe partial class LibCrypto
{
    internal const string FileName = "libcrypto.so.3";

    // The class of SSL objects among those that can carry application data.
    private const int ExDataOfSsl = 0;

    /// <summary>The index under which an SSL object carries the handle of its connection; reserved once for the process.</summary>
    internal static int ConnectionIndex { get; } = CRYPTO_get_ex_new_index(ExDataOfSsl, 0, null, null, null, null);

    [LibraryImport(FileName)]
    internal static partial nuint OpenSSL_version_num();

    [LibraryImport(FileName)]
    internal static partial void ERR_clear_error();

    [LibraryImport(FileName)]
    internal static partial nuint ERR_get_error();

    [LibraryImport(FileName)]
    internal static partial void ERR_error_string_n(nuint error, byte* buffer, nuint length);

    [LibraryImport(FileName)]
    internal static partial int BIO_get_new_index();

    [LibraryImport(FileName)]
    internal static partial nint BIO_meth_new(int type, byte* name);

    [LibraryImport(FileName)]
    internal static partial int BIO_meth_set_read(nint method, delegate* unmanaged[Cdecl]<nint, byte*, int, int> callback);

    [LibraryImport(FileName)]
    internal static partial int BIO_meth_set_write(nint method, delegate* unmanaged[Cdecl]<nint, byte*, int, int> callback);

    [LibraryImport(FileName)]
    internal static partial int BIO_meth_set_ctrl(nint method, delegate* unmanaged[Cdecl]<nint, int, CLong, nint, CLong> callback);

    [LibraryImport(FileName)]
    internal static partial nint BIO_new(nint method);

    [LibraryImport(FileName)]
    internal static partial void BIO_set_data(nint bio, nint data);

    [LibraryImport(FileName)]
    internal static partial nint BIO_get_data(nint bio);

    [LibraryImport(FileName)]
    internal static partial void BIO_set_init(nint bio, int value);

    [LibraryImport(FileName)]
    internal static partial void BIO_set_flags(nint bio, int flags);

    [LibraryImport(FileName)]
    internal static partial void BIO_clear_flags(nint bio, int flags);

    [LibraryImport(FileName)]
    internal static partial SafeX509Handle d2i_X509(nint* reuse, byte** der, CLong length);

    [LibraryImport(FileName)]
    internal static partial int i2d_X509(nint certificate, byte** output);

    [LibraryImport(FileName)]
    internal static partial void X509_free(nint certificate);

    [LibraryImport(FileName)]
    internal static partial nint d2i_AutoPrivateKey(nint* reuse, byte** der, CLong length);

    [LibraryImport(FileName)]
    internal static partial void EVP_PKEY_free(nint key);

    [LibraryImport(FileName)]
    internal static partial int OPENSSL_sk_num(nint stack);

    [LibraryImport(FileName)]
    internal static partial nint OPENSSL_sk_value(nint stack, int index);

    [LibraryImport(FileName)]
    internal static partial nint X509_STORE_CTX_get0_cert(nint storeContext);

    [LibraryImport(FileName)]
    internal static partial nint X509_STORE_CTX_get0_untrusted(nint storeContext);

    [LibraryImport(FileName)]
    internal static partial nint X509_STORE_CTX_get_ex_data(nint storeContext, int index);

    [LibraryImport(FileName)]
    internal static partial void X509_STORE_CTX_set_error(nint storeContext, int error);

    [LibraryImport(FileName)]
    private static partial int CRYPTO_get_ex_new_index(
        int classIndex, nint argument, void* arguments, void* create, void* duplicate, void* free);
}
