// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Runtime.Versioning;

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>The SSL_CTX of each role, and the sessions that can be resumed. Thread-safe.</summary>
[SupportedOSPlatform("linux")]
internal sealed class OpenSslEngineContext : ITlsEngineContext
{
    /// <summary>How long a session can be resumed. RFC 8446 §4.6.1 allows seven days; a device calls at least daily.</summary>
    public static readonly TimeSpan SessionLifetime = TimeSpan.FromHours(24);

    // A session with a chain of two takes about 16 KiB.
    private const int MaxServerSessions = 20_000;
    private const long MaxServerBytes = 128L << 20;
    private const int MaxClientSessions = 256;
    private const long MaxClientBytes = 8L << 20;

    private readonly SafeSslContextHandle _server;
    private readonly SafeSslContextHandle _client;

    public OpenSslEngineContext(TlsEngineSettings settings)
    {
        Settings = settings;

        // Both are made at once: what OpenSSL does not take is found before it is put in force, and the credential may be disposed after.
        _server = OpenSslContextFactory.Create(settings, isServer: true);
        _client = OpenSslContextFactory.Create(settings, isServer: false);
        ClientProtocols = ApplicationProtocols.Encode(settings.ApplicationProtocols);
    }

    public CwmpTlsEngine Engine => CwmpTlsEngine.OpenSsl;

    public TlsEngineSettings Settings { get; }

    /// <summary>What a client offers (RFC 7301 §3.1), encoded; empty for nothing.</summary>
    public byte[] ClientProtocols { get; }

    public SessionCache<SessionId> ServerSessions { get; } = new(MaxServerSessions, MaxServerBytes, SessionLifetime, TimeProvider.System);

    public SessionCache<string> ClientSessions { get; } = new(MaxClientSessions, MaxClientBytes, SessionLifetime, TimeProvider.System);

    public ITlsEngineConnection CreateConnection(Stream transport, TlsConnectionSettings settings) =>
        new OpenSslConnection(this, settings.IsServer ? _server : _client, transport, settings);
}
