// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;
using Cwmp.Tls.ConnectionRequests;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Cpe;

/// <summary>
/// The listeners for connection requests, and what they need of the state: a path that stays, credentials that change, a URL to report.
/// </summary>
internal sealed class CpeConnectionRequests(CpeEnvironment environment, CpeEngineOptions options, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly CpeManagementSettings _settings = environment.Settings;
    private readonly CpeDeviceState _state = environment.State;
    private readonly ConnectionRequestGate _gate = new(GateOptions(options));
    private readonly ConnectionRequestListenerOptions? _httpOptions = options.ConnectionRequests;
    private readonly UdpConnectionRequestListenerOptions? _udpOptions = options.UdpConnectionRequests;
    private readonly TimeProvider _time = options.TimeProvider;
    private readonly IPAddress? _address = options.ConnectionRequestAddress;
    private ConnectionRequestListener? _http;
    private UdpConnectionRequestListener? _udp;
    private Action _wake = static () => { };
    private Task _accepted = new TaskCompletionSource().Task;
    private (string Username, string Password) _credentials;

    public string? Url { get; private set; }

    /// <summary>Begins to take what listeners accept; <see cref="RefreshAsync"/> opens their ports.</summary>
    /// <param name="wake">Called when a request was accepted.</param>
    public void Start(Action wake)
    {
        _wake = wake;
        Arm();
    }

    /// <summary>
    /// Whether requests were accepted since the last call; on the engine's loop. The task of the gate is complete before the ACS has its
    /// answer, so that the moment at which a continuation runs does not matter. Any number of accepted requests leads to one session.
    /// </summary>
    public bool TakePending()
    {
        if (!_accepted.IsCompletedSuccessfully)
        {
            return false;
        }

        _gate.TryTake();
        Arm();
        return true;
    }

    /// <summary>Whether <see cref="RefreshAsync"/> has something to take over that cannot wait for the next session.</summary>
    public bool IsStale
        => Credentials != _credentials || (_http is not null && !_settings.HttpConnectionRequestEnabled);

    /// <summary>
    /// Takes over what has changed: credentials, and whether to listen at all; opens the ports that are not open, and reports the URL.
    /// </summary>
    public async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        await OpenOrCloseHttpAsync().ConfigureAwait(false);
        OpenUdp();
        (string Username, string Password) credentials = Credentials;
        if (credentials != _credentials)
        {
            _credentials = credentials;
            _http?.SetCredentials(credentials.Username, credentials.Password);
            _udp?.SetCredentials(credentials.Username, credentials.Password);
        }

        _state.UdpTimestamp = _udp?.LastTimestamp ?? _state.UdpTimestamp;
        if (_http is not null)
        {
            IPAddress? address = _address ?? await CpeLocalAddress
                .FindAsync(_http.LocalEndPoint, _settings.Url, _time, cancellationToken)
                .ConfigureAwait(false);
            Url = address is null ? Url : _http.GetUrl(address);
            _settings.SetConnectionRequestUrl(Url ?? string.Empty);
        }
    }

    /// <summary>Follows HTTPConnectionRequestEnable: while it is false the port is closed and the URL is empty.</summary>
    private async ValueTask OpenOrCloseHttpAsync()
    {
        if (_httpOptions is null)
        {
            return;
        }

        if (!_settings.HttpConnectionRequestEnabled)
        {
            if (_http is not null)
            {
                await _http.DisposeAsync().ConfigureAwait(false);
                _http = null;
            }

            Url = null;
            _settings.SetConnectionRequestUrl(string.Empty);
        }
        else if (_http is null)
        {
            TryOpen(() => StartHttp(_httpOptions));
        }
    }

    private void OpenUdp()
    {
        if (_udp is null && _udpOptions is not null)
        {
            (_udpOptions.Username, _udpOptions.Password) = Credentials;
            _udpOptions.LastTimestamp = Math.Max(_udpOptions.LastTimestamp, _state.UdpTimestamp);
            (_udpOptions.LoggerFactory, _udpOptions.TimeProvider) = (loggers, _time);
            TryOpen(() =>
            {
                UdpConnectionRequestListener listener = new(_udpOptions, _gate);
                listener.Start();
                _udp = listener;
            });
        }
    }

    private void TryOpen(Action open)
    {
        try
        {
            open();
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            // The port is taken, for now; the next session tries again. A device that cannot be called can still call.
            environment.Log.CpeListenerFailed(e);
        }
    }

    private void StartHttp(ConnectionRequestListenerOptions options)
    {
        if (_state.ConnectionRequestPath.Length == 0)
        {
            // The ACS is told of every change of the URL: the path is found once and kept.
            _state.ConnectionRequestPath = options.Path ?? ConnectionRequestListener.GeneratePath();
        }

        options.Path ??= _state.ConnectionRequestPath;
        (options.Username, options.Password) = Credentials;
        (options.LoggerFactory, options.TimeProvider) = (loggers, _time);
        ConnectionRequestListener listener = new(options, _gate);
        listener.Start();
        _http = listener;
    }

    public async ValueTask DisposeAsync()
    {
        if (_http is not null)
        {
            await _http.DisposeAsync().ConfigureAwait(false);
        }

        if (_udp is not null)
        {
            await _udp.DisposeAsync().ConfigureAwait(false);
        }

        _gate.Dispose();
        Url = null;
    }

    private static ConnectionRequestGateOptions GateOptions(CpeEngineOptions options)
    {
        ConnectionRequestGateOptions limits = options.ConnectionRequestLimits ?? new ConnectionRequestGateOptions();
        limits.TimeProvider = options.TimeProvider;
        return limits;
    }

    private (string Username, string Password) Credentials
        => (_settings.ConnectionRequestUsername, _settings.ConnectionRequestPassword);

    private void Arm()
    {
        // Without a token the gate's own task is given out, which is complete as soon as a request is accepted.
        _accepted = _gate.WaitAsync(CancellationToken.None);
        _ = _accepted.ContinueWith(
            _ => _wake(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }
}
