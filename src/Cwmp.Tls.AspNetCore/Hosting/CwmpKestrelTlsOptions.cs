// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using Cwmp.Tls.Verification.Results;

namespace Cwmp.Tls.AspNetCore.Hosting;

/// <summary>
/// The limits and hooks of a Kestrel listener with <c>UseCwmpTls</c>. Checked and copied when the listener is configured.
/// </summary>
public sealed class CwmpKestrelTlsOptions : CwmpTlsAcceptorOptions
{
    /// <summary>
    /// Makes options with the defaults of a listener for HTTP/1.1: a handshake may take 10 s, <c>http/1.1</c> and <c>http/1.0</c> are
    /// offered, and a connection may end without close_notify, since HTTP marks the end of its messages itself.
    /// </summary>
    public CwmpKestrelTlsOptions()
    {
        HandshakeTimeout = TimeSpan.FromSeconds(10);

        // RFC 7301 §3.2: a client that offers only other protocols is refused, and libcurl told to speak HTTP/1.0 offers just that.
        ApplicationProtocols = [SslApplicationProtocol.Http11, new SslApplicationProtocol("http/1.0")];
        IgnoreUnexpectedEnd = true;
    }

    /// <summary>
    /// Told of each client whose certificate was refused, with the verdict (null where it showed none) and its address, on the handshake's
    /// thread: it must be quick. Also told where the certificate of an open connection is refused before a POST, because it was revoked or
    /// has expired since. What it throws is logged. Null by default. <see cref="CwmpTlsAcceptorOptions.OnHandshakeFailed"/> is told of
    /// every failure.
    /// </summary>
    public Action<VerifyResult?, string?>? PeerRefused { get; set; }
}
