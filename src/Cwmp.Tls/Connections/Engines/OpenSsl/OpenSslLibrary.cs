// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Runtime.InteropServices;

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>Whether the system has an OpenSSL that the engine can use. Looked up once for the process.</summary>
internal static class OpenSslLibrary
{
    // The engine needs what OpenSSL 3.0 brought; one function of each library stands for the rest.
    private const nuint MinimumVersion = 0x30000000;

    private static readonly Lazy<nuint> Found = new(Probe);

    /// <summary>Whether the engine can be used here.</summary>
    public static bool IsAvailable => Found.Value >= MinimumVersion;

    /// <summary>The version, such as "3.0.19"; empty where there is none.</summary>
    public static string Version =>
        Found.Value == 0 ? "" : $"{Found.Value >> 28}.{(Found.Value >> 20) & 0xFF}.{(Found.Value >> 4) & 0xFFFF}";

    /// <summary>The version as OpenSSL numbers it; 0 where there is none.</summary>
    public static nuint VersionNumber => Found.Value;

    private static nuint Probe()
    {
        if (!OperatingSystem.IsLinux()
            || !NativeLibrary.TryLoad(LibCrypto.FileName, out nint crypto)
            || !NativeLibrary.TryLoad(LibSsl.FileName, out nint ssl)
            || !NativeLibrary.TryGetExport(crypto, nameof(LibCrypto.OpenSSL_version_num), out _)
            || !NativeLibrary.TryGetExport(ssl, nameof(LibSsl.SSL_CTX_sess_set_get_cb), out _))
        {
            return 0;
        }

        // Once loaded they stay: the process's own TLS uses the same ones.
        return LibSsl.OPENSSL_init_ssl(0, 0) == 1 ? LibCrypto.OpenSSL_version_num() : 0;
    }
}
