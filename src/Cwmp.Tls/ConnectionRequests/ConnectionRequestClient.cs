// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;
using System.Text;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.HttpAuthentication;
using Cwmp.Tls.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>
/// Asks a device to begin a session: an HTTP GET on its ConnectionRequestURL with Digest authentication (TR-069 §3.2.2). The client keeps
/// nothing of the answer but its status, follows no redirect and keeps no connection. Thread-safe; one client serves any number of devices.
/// </summary>
/// <remarks>
/// The client speaks HTTP itself. <c>SocketsHttpHandler</c> was measured in its place (.NET 10) and does not keep the limits: when a device
/// closes the connection without an answer, it sends the request up to three more times, each on a new connection and each with the same
/// Digest response and count, and no setting prevents that. It writes the path of the URL, which is half of the secret, to the event source
/// <c>System.Net.Http</c>, and its metrics have a time series for the address of each device. <c>docs/architecture.md</c> has the figures.
/// </remarks>
/// <example>
/// <code>
/// var client = new ConnectionRequestClient();
/// ConnectionRequestResult result = await client.SendAsync(connectionRequestUrl, username, password, cancellationToken);
/// if (result.Outcome is ConnectionRequestOutcome.Accepted)
/// {
///     // The Inform of the device comes within 30 s, with the event 6 CONNECTION REQUEST.
/// }
/// </code>
/// </example>
public sealed class ConnectionRequestClient
{
    private const string Method = "GET";
    private const int MaxRequests = 6;
    private const int MaxInterimResponses = 4;
    private const long MaxSkippedBody = 65536;

    private readonly ConnectionRequestClientOptions _options;
    private readonly HttpClientRules _rules;
    private readonly ConnectionRequestTargets _targets;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Makes a client.</summary>
    /// <param name="options">How to behave; null for the defaults.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every mistake.</exception>
    public ConnectionRequestClient(ConnectionRequestClientOptions? options = null)
    {
        _options = (options ?? new ConnectionRequestClientOptions()).Snapshot();
        OptionsProblems.ThrowIfAny(_options.Validate(), nameof(options));
        _rules = Rules(_options.AllowBasic);
        _targets = new ConnectionRequestTargets(_options.AllowTarget, _options.Resolve);
        _time = _options.TimeProvider;
        _logger = (_options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<ConnectionRequestClient>();
    }

    /// <summary>
    /// What a connection request is allowed to do: plain http and nothing else (TR-069 §3.2.2), no redirect, and the answer to a challenge
    /// only to the device that asked.
    /// </summary>
    internal static HttpClientRules Rules(bool allowBasic) => new()
    {
        AllowsTls = false,
        AllowsPlainHttp = true,
        SchemesInTheClear = allowBasic
            ? HttpAuthenticationSchemes.Digest | HttpAuthenticationSchemes.Basic
            : HttpAuthenticationSchemes.Digest,
        MaxRedirects = 0,
    };

    /// <summary>Sends one connection request. What the device or the network does is an outcome and never an exception.</summary>
    /// <param name="connectionRequestUrl">
    /// The <c>ManagementServer.ConnectionRequestURL</c> of the device, as the device reported it.
    /// </param>
    /// <param name="username">The device's <c>ConnectionRequestUsername</c>.</param>
    /// <param name="password">The device's <c>ConnectionRequestPassword</c>.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<ConnectionRequestResult> SendAsync(
        string connectionRequestUrl, string username, string password, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connectionRequestUrl);
        ArgumentNullException.ThrowIfNull(username);
        ArgumentNullException.ThrowIfNull(password);

        long start = _time.GetTimestamp();
        ConnectionRequestResult result;
        if (ConnectionRequestUrl.TryParse(connectionRequestUrl, out ConnectionRequestUrl? url, out string problem))
        {
            var run = new Run(new HttpOriginGuard(_rules, url.Origin, username, password));
            result = await SendWithinTimeAsync(run, url, cancellationToken).ConfigureAwait(false);
            result = result with { Requests = run.Requests };
        }
        else
        {
            result = new ConnectionRequestResult { Outcome = ConnectionRequestOutcome.InvalidUrl, Detail = problem };
        }

        result = result with { Duration = _time.GetElapsedTime(start) };
        SessionMetrics.ConnectionRequest(result.Outcome.ToString(), "http", byAcs: true);
        ConnectionRequestsLog.RequestEnded(
            _logger,
            url?.Authority ?? "",
            result.Outcome,
            result.StatusCode ?? 0,
            result.Requests,
            (long)result.Duration.TotalMilliseconds,
            result.Detail);
        return result;
    }

    private async Task<ConnectionRequestResult> SendWithinTimeAsync(Run run, ConnectionRequestUrl url, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await SendAsync(run, url, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return run.End(ConnectionRequestOutcome.TimedOut, $"The device did not answer within {_options.Timeout.TotalSeconds:0.#} s.");
        }
        finally
        {
            run.Wire?.Dispose();
        }
    }

    private async Task<ConnectionRequestResult> SendAsync(Run run, ConnectionRequestUrl url, CancellationToken cancellationToken)
    {
        bool hasReplacedDropped = false;
        while (run.Requests < MaxRequests)
        {
            bool isReused = run.Wire is not null;
            if (!isReused && await ConnectAsync(run, url, cancellationToken).ConfigureAwait(false) is { } failure)
            {
                return failure;
            }

            (HttpReadStatus status, HttpHead? head) = await ExchangeAsync(run, url, cancellationToken).ConfigureAwait(false);
            if (status == HttpReadStatus.Closed && isReused && !hasReplacedDropped)
            {
                // A device that drops the connection after its 401 gets the answer on a new connection, once.
                hasReplacedDropped = true;
                run.Drop();
                run.Guard.OnConnectionReplaced();
                continue;
            }

            if (head is null)
            {
                return run.End(ConnectionRequestOutcome.ProtocolError, Explain(status));
            }

            run.StatusCode = head.StatusCode;
            if (head.StatusCode != 401)
            {
                return EndWithStatus(run, head.StatusCode);
            }

            switch (run.Guard.OnChallenge(head.All("WWW-Authenticate")))
            {
                case HttpChallengeAnswer.WrongCredentials:
                    return run.End(ConnectionRequestOutcome.Unauthorized, "The device refused the user name or the password.");
                case HttpChallengeAnswer.TooMany:
                    return run.End(
                        ConnectionRequestOutcome.ProtocolError, $"The device still asked for credentials after {run.Requests} requests.");
                case HttpChallengeAnswer.Unsupported:
                    return run.End(
                        ConnectionRequestOutcome.Unauthorized,
                        _options.AllowBasic
                            ? "The device asks for neither Digest (MD5, SHA-256, qop auth) nor Basic."
                            : "The device does not ask for Digest (MD5, SHA-256, qop auth). Set AllowBasic to use Basic.");
            }

            if (!head.KeepsConnection || !await TrySkipBodyAsync(run.Wire!, head, cancellationToken).ConfigureAwait(false))
            {
                run.Drop();
            }
        }

        return run.End(ConnectionRequestOutcome.ProtocolError, $"The device still asked for credentials after {run.Requests} requests.");
    }

    private async Task<ConnectionRequestResult?> ConnectAsync(Run run, ConnectionRequestUrl url, CancellationToken cancellationToken)
    {
        IReadOnlyList<IPEndPoint> targets;
        try
        {
            targets = await _targets.FindAsync(url, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            return run.End(ConnectionRequestOutcome.Unreachable, $"The host name does not resolve ({e.SocketErrorCode}).");
        }

        if (targets.Count == 0)
        {
            return run.End(ConnectionRequestOutcome.NotAllowed, "The URL leads to no address that AllowTarget lets through.");
        }

        string reason = "";
        bool hasTimedOut = false;
        foreach (IPEndPoint target in targets)
        {
            var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            using var timeout = new CancellationTokenSource(_options.ConnectTimeout, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            try
            {
                await socket.ConnectAsync(target, either.Token).ConfigureAwait(false);
                run.Wire = new HttpWire(socket, _options.MaxResponseHeadBytes);
                return null;
            }
            catch (SocketException e)
            {
                socket.Dispose();
                reason = e.SocketErrorCode.ToString();
                hasTimedOut = e.SocketErrorCode == SocketError.TimedOut;
            }
            catch (OperationCanceledException)
            {
                socket.Dispose();
                cancellationToken.ThrowIfCancellationRequested();
                reason = $"no connection within {_options.ConnectTimeout.TotalSeconds:0.#} s";
                hasTimedOut = true;
            }
        }

        return run.End(
            hasTimedOut ? ConnectionRequestOutcome.TimedOut : ConnectionRequestOutcome.Unreachable, $"The connection failed: {reason}.");
    }

    private static async Task<(HttpReadStatus Status, HttpHead? Head)> ExchangeAsync(
        Run run, ConnectionRequestUrl url, CancellationToken cancellationToken)
    {
        var request = new StringBuilder();
        request.Append(Method).Append(' ').Append(url.Target).Append(" HTTP/1.1\r\nHost: ").Append(url.Authority).Append("\r\n");
        if (run.Guard.CreateAuthorization(Method, url.Target) is { } authorization)
        {
            request.Append("Authorization: ").Append(authorization).Append("\r\n");
        }

        request.Append("User-Agent: Cwmp.Tls\r\n\r\n");
        run.Requests++;
        try
        {
            await run.Wire!.WriteAsync(request.ToString(), cancellationToken).ConfigureAwait(false);
            for (int i = 0; i <= MaxInterimResponses; i++)
            {
                (HttpReadStatus status, HttpHead? head) = await run.Wire.ReadResponseAsync(cancellationToken).ConfigureAwait(false);
                if (head is not { StatusCode: < 200 })
                {
                    return (status, head);
                }
            }

            return (HttpReadStatus.Malformed, null);
        }
        catch (SocketException)
        {
            return (HttpReadStatus.Closed, null);
        }
    }

    private static async Task<bool> TrySkipBodyAsync(HttpWire wire, HttpHead head, CancellationToken cancellationToken)
    {
        try
        {
            return await wire.TrySkipBodyAsync(head, MaxSkippedBody, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static ConnectionRequestResult EndWithStatus(Run run, int status) => status switch
    {
        >= 200 and < 300 => run.End(ConnectionRequestOutcome.Accepted, "The device accepted the request."),
        503 => run.End(ConnectionRequestOutcome.Busy, "The device is busy or has reached its limit."),
        403 => run.End(ConnectionRequestOutcome.Unauthorized, "The device forbids the request."),
        404 or 410 => run.End(ConnectionRequestOutcome.NotFound, "The device does not know the path of the URL."),
        _ => run.End(ConnectionRequestOutcome.UnexpectedStatus, $"The device answered {status} where 200, 204, 401 or 503 was expected."),
    };

    private static string Explain(HttpReadStatus status) => status switch
    {
        HttpReadStatus.Closed => "The device closed the connection without an answer.",
        HttpReadStatus.Truncated => "The device closed the connection in the middle of its answer.",
        HttpReadStatus.TooLarge => "The head of the device's answer is longer than MaxResponseHeadBytes.",
        _ => "The device's answer is not HTTP/1.x.",
    };

    /// <summary>The state of one connection request.</summary>
    private sealed class Run(HttpOriginGuard guard)
    {
        public HttpOriginGuard Guard { get; } = guard;

        public HttpWire? Wire { get; set; }

        public int Requests { get; set; }

        public int? StatusCode { get; set; }

        public void Drop()
        {
            Wire?.Dispose();
            Wire = null;
        }

        public ConnectionRequestResult End(ConnectionRequestOutcome outcome, string detail) => new()
        {
            Outcome = outcome,
            StatusCode = StatusCode,
            WasAuthenticated = outcome == ConnectionRequestOutcome.Accepted && Guard.HasAuthorization,
            Detail = detail,
        };
    }
}
