// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls;
using Cwmp.Tls.AspNetCore.Hosting;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.AspNetCore.Hosting;

/// <summary>Mutual TLS on Kestrel.</summary>
public static class CwmpTlsListenOptionsExtensions
{
    /// <summary>
    /// Secures a listener with a context: its certificate, its protocols and cipher suites, and its verdict on each client, by which the
    /// context's <see cref="CwmpTlsContext.VerifyMode"/> requires a certificate, asks for one, or does neither. The listener speaks
    /// HTTP/1.1, as CWMP does. Certificates, trust and CRLs that the context's sources renew count from the next handshake on.
    /// </summary>
    /// <param name="listenOptions">The listener.</param>
    /// <param name="context">The context; it stays the caller's and must outlive the server.</param>
    /// <param name="configure">Changes the limits; null for the defaults.</param>
    /// <exception cref="ArgumentException">
    /// The context has no certificate, or a limit is not valid; the message lists every mistake.
    /// </exception>
    public static ListenOptions UseCwmpTls(
        this ListenOptions listenOptions, CwmpTlsContext context, Action<CwmpKestrelTlsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Use(listenOptions, configure, options => new CwmpTlsAcceptor(context, options));
    }

    /// <summary>Secures a listener with the context that <c>AddCwmpTls</c> registered.</summary>
    /// <param name="listenOptions">The listener.</param>
    /// <param name="configure">Changes the limits; null for the defaults.</param>
    /// <exception cref="InvalidOperationException">There is no such context.</exception>
    /// <exception cref="Extensions.Options.OptionsValidationException">The context cannot be built; it lists every mistake.</exception>
    /// <exception cref="ArgumentException">
    /// The context has no certificate, or a limit is not valid; the message lists every mistake.
    /// </exception>
    public static ListenOptions UseCwmpTls(this ListenOptions listenOptions, Action<CwmpKestrelTlsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(listenOptions);
        CwmpTlsContext context = listenOptions.ApplicationServices.GetService<CwmpTlsContext>() ??
            throw new InvalidOperationException(
                "There is no TLS context among the services: call builder.Services.AddCwmpTls with the section that describes it.");
        return listenOptions.UseCwmpTls(context, configure);
    }

    /// <summary>Secures a listener with a context for each host name that clients ask for (SNI).</summary>
    /// <param name="listenOptions">The listener.</param>
    /// <param name="selectContext">
    /// Gives the context for a name, which is empty where the client names none. It must be quick and thread-safe and never give null; each
    /// context needs a certificate. A name comes from the client, and one may be asked for here and another one in the HTTP request: it is
    /// no proof of anything.
    /// </param>
    /// <param name="configure">Changes the limits; null for the defaults.</param>
    /// <exception cref="ArgumentException">A limit is not valid; the message lists every mistake.</exception>
    public static ListenOptions UseCwmpTls(
        this ListenOptions listenOptions, Func<string, CwmpTlsContext> selectContext, Action<CwmpKestrelTlsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(selectContext);
        return Use(listenOptions, configure, options => new CwmpTlsAcceptor(selectContext, options));
    }

    private static ListenOptions Use(
        ListenOptions listenOptions, Action<CwmpKestrelTlsOptions>? configure, Func<CwmpKestrelTlsOptions, CwmpTlsAcceptor> makeAcceptor)
    {
        ArgumentNullException.ThrowIfNull(listenOptions);
        ILoggerFactory logging = listenOptions.ApplicationServices.GetRequiredService<ILoggerFactory>();
        var options = new CwmpKestrelTlsOptions { LoggerFactory = logging };
        configure?.Invoke(options);
        var refusals = new PeerRefusals(options.PeerRefused, logging.CreateLogger("Cwmp.Tls.AspNetCore.CwmpTls"));
        options.OnHandshakeFailed = refusals.OnHandshakeFailed + options.OnHandshakeFailed;
        CwmpTlsAcceptor acceptor = makeAcceptor(options);

        listenOptions.Protocols = HttpProtocols.Http1;

        // Nothing but UseHttps tells Kestrel that the address of this listener begins with https. Its own TLS stands between two delegates
        // of ours and never runs: the first calls what comes after the second. Kestrel builds from the last to the first, and once for each
        // address.
        ConnectionDelegate? afterTls = null;
        listenOptions.Use(_ => new CwmpTlsConnectionMiddleware(afterTls!, acceptor, refusals).OnConnectionAsync);
        listenOptions.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = static _ => throw new InvalidOperationException("UseCwmpTls makes the handshakes of this listener."),
        });
        listenOptions.Use(next => afterTls = next);
        return listenOptions;
    }
}
