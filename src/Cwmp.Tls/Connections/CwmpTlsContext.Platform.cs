// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Cwmp.Tls.Connections.Platform;
using Cwmp.Tls.Connections.Transport;

namespace Cwmp.Tls;

/// <content>The same context for <see cref="HttpClient"/>, Kestrel and <see cref="SslStream"/>.</content>
public sealed partial class CwmpTlsContext
{
    private readonly PlatformPeers _platform;

    /// <summary>
    /// Options for a TLS server that runs on <see cref="SslStream"/>. Make new ones for each connection (in Kestrel's
    /// <c>TlsHandshakeCallbackOptions.OnConnection</c>) to have renewed certificates take effect; that costs next to nothing.
    /// </summary>
    /// <param name="onJudged">
    /// Called when a peer has been judged, refused ones included, with the stream and the outcome; on the handshake's thread, so it must be
    /// quick. <see cref="TryGetPeer"/> gives the same later on.
    /// </param>
    /// <exception cref="InvalidOperationException">The context has no certificate of its own.</exception>
    /// <remarks>
    /// A client whose key share does not suit sends a second ClientHello. <c>OnConnection</c> is then called again, and the stream refuses
    /// options with another callback than the first ones had. Options of this method have the same callback as long as
    /// <paramref name="onJudged"/> is equal. Where it captures something of the one connection, name the stream:
    /// <see cref="CreateServerOptions(SslStream, Action{SslStream, TlsPeer})"/>.
    /// </remarks>
    public SslServerAuthenticationOptions CreateServerOptions(Action<SslStream, TlsPeer>? onJudged = null) =>
        _platform.CreateServerOptions(Material.Settings, onJudged);

    /// <summary>
    /// Options for the TLS server of one stream, as often as it asks:
    /// <c>OnConnection = hello =&gt; new(context.CreateServerOptions(hello.SslStream, …))</c>.
    /// </summary>
    /// <param name="stream">The stream that will use them.</param>
    /// <param name="onJudged">
    /// As for <see cref="CreateServerOptions(Action{SslStream, TlsPeer})"/>; the one of the first call counts.
    /// </param>
    /// <exception cref="InvalidOperationException">The context has no certificate of its own.</exception>
    public SslServerAuthenticationOptions CreateServerOptions(SslStream stream, Action<SslStream, TlsPeer>? onJudged = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return _platform.CreateServerOptions(Material.Settings, stream, onJudged);
    }

    /// <summary>
    /// Options for a TLS client that runs on <see cref="SslStream"/>, as <see cref="SocketsHttpHandler.SslOptions"/> does.
    /// </summary>
    /// <param name="host">
    /// The host the server's certificate must be for. Leave it null where the user of the options sets it for each connection, as
    /// <see cref="HttpClient"/> does from the URL.
    /// </param>
    /// <param name="onJudged">As for <see cref="CreateServerOptions(Action{SslStream, TlsPeer})"/>.</param>
    /// <exception cref="ArgumentException">The host is not a host.</exception>
    public SslClientAuthenticationOptions CreateClientOptions(string? host = null, Action<SslStream, TlsPeer>? onJudged = null) =>
        _platform.CreateClientOptions(Material.Settings, host is null ? null : HostName.Normalize(host), onJudged);

    /// <summary>What this context found out about the peer of a stream whose handshake ran with its options.</summary>
    /// <param name="stream">The stream, for example from Kestrel's <c>ISslStreamFeature</c>.</param>
    /// <param name="peer">The outcome.</param>
    /// <returns>Whether the stream is one of this context's and its peer has been judged.</returns>
    public bool TryGetPeer(SslStream stream, [NotNullWhen(true)] out TlsPeer? peer)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return _platform.TryGet(stream, out peer);
    }

    /// <summary>
    /// Judges the peer of an open connection by the trust, the CRLs and the time of now, because a connection may outlive what its
    /// handshake rested on. Costs next to nothing as long as none of them has changed.
    /// </summary>
    /// <param name="peer">What this context found out about the peer, in the handshake or here.</param>
    /// <returns>
    /// The same object where its verdict still holds. Otherwise a new one, whose <see cref="TlsPeer.IsAccepted"/> says whether the
    /// connection may go on.
    /// </returns>
    /// <remarks>An exception of a callback, an extractor or a pin store of yours reaches the caller.</remarks>
    public TlsPeer Rejudge(TlsPeer peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        return Verifiers.Rejudge(peer);
    }

    /// <summary>
    /// Makes a handler open its TLS connections through sessions of this context, so that an <see cref="HttpClient"/> gets their diagnosis,
    /// trace and detection of cut connections. Redirects to other hosts verify the other host's name; connections through a proxy verify
    /// with this context too, but have no session.
    /// </summary>
    /// <param name="handler">A handler that has sent nothing yet. Its connect callback and TLS options are replaced.</param>
    /// <param name="onConnected">Called with each session once it is open. The handler owns the session; only look at it.</param>
    public void Configure(SocketsHttpHandler handler, Action<CwmpTlsSession>? onConnected = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        handler.SslOptions = CreateClientOptions();
        handler.ConnectCallback = (connection, cancellationToken) => ConnectHttpAsync(connection, onConnected, cancellationToken);
    }

    private async ValueTask<Stream> ConnectHttpAsync(
        SocketsHttpConnectionContext connection, Action<CwmpTlsSession>? onConnected, CancellationToken cancellationToken)
    {
        Uri? target = connection.InitialRequestMessage.RequestUri;
        DnsEndPoint endPoint = connection.DnsEndPoint;

        // Through a proxy the end point is the proxy's: the handler asks it for a tunnel and makes the handshake itself, with our options.
        bool isDirect = target is not null
            && (target.Scheme == Uri.UriSchemeHttps || target.Scheme == Uri.UriSchemeWss)
            && string.Equals(target.IdnHost, endPoint.Host, StringComparison.OrdinalIgnoreCase)
            && target.Port == endPoint.Port;
        if (isDirect)
        {
            CwmpTlsSession session = await ConnectAsync(endPoint.Host, endPoint.Port, cancellationToken).ConfigureAwait(false);
            onConnected?.Invoke(session);
            var stream = new HttpSessionStream(session);
            if (session.Peer is { } peer)
            {
                _platform.Add(stream, peer);
            }

            return stream;
        }

        Socket socket = await TcpDialer.DialAsync(endPoint, HandshakeTimeout, TimeProvider, cancellationToken).ConfigureAwait(false);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
