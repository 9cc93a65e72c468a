// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>
/// Asks a device behind a NAT to begin a session: it sends several copies of a signed datagram to the UDPConnectionRequestAddress of the
/// device (TR-069 Annex G). The device does not answer the datagram; its Inform is the answer. Thread-safe.
/// </summary>
public sealed class UdpConnectionRequestClient
{
    private readonly UdpConnectionRequestClientOptions _options;
    private readonly ConnectionRequestTargets _targets;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Makes a client.</summary>
    /// <param name="options">How to send; null for the defaults.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every mistake.</exception>
    public UdpConnectionRequestClient(UdpConnectionRequestClientOptions? options = null)
    {
        _options = (options ?? new UdpConnectionRequestClientOptions()).Snapshot();
        OptionsProblems.ThrowIfAny(_options.Validate(), nameof(options));
        _targets = new ConnectionRequestTargets(_options.AllowTarget, _options.Resolve);
        _time = _options.TimeProvider;
        _logger = (_options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<UdpConnectionRequestClient>();
    }

    /// <summary>Sends one connection request. What the network does is an outcome and never an exception.</summary>
    /// <param name="udpConnectionRequestAddress">
    /// The <c>UDPConnectionRequestAddress</c> of the device: <c>host:port</c>, or <c>host</c> for port 80.
    /// </param>
    /// <param name="username">The device's <c>ConnectionRequestUsername</c>.</param>
    /// <param name="password">The device's <c>ConnectionRequestPassword</c>.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    /// <returns><see cref="ConnectionRequestOutcome.Sent"/>, or why nothing was sent.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<ConnectionRequestResult> SendAsync(
        string udpConnectionRequestAddress, string username, string password, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(udpConnectionRequestAddress);
        ArgumentNullException.ThrowIfNull(username);
        ArgumentException.ThrowIfNullOrEmpty(password);

        long start = _time.GetTimestamp();
        ConnectionRequestResult result =
            await SendCopiesAsync(udpConnectionRequestAddress, username, password, cancellationToken).ConfigureAwait(false);
        result = result with { Duration = _time.GetElapsedTime(start) };
        SessionMetrics.ConnectionRequest(result.Outcome.ToString(), "udp", byAcs: true);
        ConnectionRequestsLog.RequestEnded(
            _logger,
            result.Outcome == ConnectionRequestOutcome.InvalidUrl ? "" : udpConnectionRequestAddress,
            result.Outcome,
            0,
            result.Requests,
            (long)result.Duration.TotalMilliseconds,
            result.Detail);
        return result;
    }

    private async Task<ConnectionRequestResult> SendCopiesAsync(
        string address, string username, string password, CancellationToken cancellationToken)
    {
        if (!ConnectionRequestUrl.TryParse("http://" + address, out ConnectionRequestUrl? url, out string problem) ||
            url.Authority != address)
        {
            return End(ConnectionRequestOutcome.InvalidUrl, problem.Length > 0 ? problem : "The address is not host:port.");
        }

        int sent = 0;
        try
        {
            IReadOnlyList<IPEndPoint> targets = await _targets.FindAsync(url, cancellationToken).ConfigureAwait(false);
            if (targets.Count == 0)
            {
                return End(ConnectionRequestOutcome.NotAllowed, "The address leads to no address that AllowTarget lets through.");
            }

            IPEndPoint target = targets[0];
            Socket socket = _options.Socket ?? new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            using Socket? owned = _options.Socket is null ? socket : null;
            if (socket.AddressFamily == AddressFamily.InterNetworkV6)
            {
                target.Address = target.Address.MapToIPv6();
            }

            // Annex G: copies of one request share time stamp, identifier and nonce.
            byte[] datagram = UdpConnectionRequestMessage.Create(
                _time.GetUtcNow().ToUnixTimeSeconds(),
                BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4)),
                username,
                RandomNumberGenerator.GetHexString(16, lowercase: true),
                password).Format(address);
            while (true)
            {
                await socket.SendToAsync(datagram, SocketFlags.None, target, cancellationToken).ConfigureAwait(false);
                if (++sent == _options.Copies)
                {
                    return End(ConnectionRequestOutcome.Sent, "The request was sent. The device does not answer it.", sent);
                }

                await Task.Delay(_options.Interval, _time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (SocketException e)
        {
            return End(ConnectionRequestOutcome.Unreachable, $"The request could not be sent: {e.SocketErrorCode}.", sent);
        }
    }

    private static ConnectionRequestResult End(ConnectionRequestOutcome outcome, string detail, int sent = 0) =>
        new() { Outcome = outcome, Detail = detail, Requests = sent };
}
