// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>
/// The engine over the system's OpenSSL 3. It judges the peer inside the handshake (<c>SSL_CTX_set_cert_verify_callback</c>), so that the
/// peer learns by an alert why it is refused. Only on Linux; see <see cref="IsAvailable"/>.
/// </summary>
internal sealed class OpenSslEngine : ITlsEngine
{
    public static OpenSslEngine Instance { get; } = new();

    /// <summary>Whether this system has an OpenSSL that the engine can use.</summary>
    public static bool IsAvailable => OperatingSystem.IsLinux() && OpenSslLibrary.IsAvailable;

    public string Name => "OpenSSL";

    public bool SupportsCipherSuites => true;

    public string? WhyUnavailable => IsAvailable
        ? null
        : "The OpenSSL engine needs Linux and OpenSSL 3.0 or later (libssl.so.3), which this system does not have. Use the engine "
            + "SslStream.";

    public ITlsEngineContext CreateContext(TlsEngineSettings settings) => OperatingSystem.IsLinux() && OpenSslLibrary.IsAvailable
        ? new OpenSslEngineContext(settings)
        : throw new NotSupportedException(WhyUnavailable);
}
