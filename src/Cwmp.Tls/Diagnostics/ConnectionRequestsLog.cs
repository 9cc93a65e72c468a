// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Diagnostics;

/// <summary>Log messages of connection requests, both ends. Event ids 4000 to 4999.</summary>
internal static partial class ConnectionRequestsLog
{
    [LoggerMessage(
        4000,
        LogLevel.Debug,
        "Connection request to {Authority}: {Outcome}, status {Status}, {Requests} requests, {Milliseconds} ms. {Detail}")]
    public static partial void RequestEnded(
        ILogger logger, string authority, Enum outcome, int status, int requests, long milliseconds, string detail);

    [LoggerMessage(4100, LogLevel.Information, "Listening for connection requests on {EndPoint}.")]
    public static partial void ListenerStarted(ILogger logger, IPEndPoint endPoint);

    [LoggerMessage(4101, LogLevel.Information, "No longer listening for connection requests on {EndPoint}.")]
    public static partial void ListenerStopped(ILogger logger, IPEndPoint endPoint);

    [LoggerMessage(4102, LogLevel.Information, "Connection request from {Address}: accepted {Accepted}.")]
    public static partial void RequestReceived(ILogger logger, IPAddress address, bool accepted);

    [LoggerMessage(4103, LogLevel.Warning, "Connection request from {Address} refused: wrong credentials.")]
    public static partial void CredentialsRejected(ILogger logger, IPAddress address);

    [LoggerMessage(4104, LogLevel.Debug, "Connection request from {Address} refused: too many wrong credentials lately.")]
    public static partial void AddressBlocked(ILogger logger, IPAddress address);

    [LoggerMessage(4105, LogLevel.Debug, "A connection from {Address} was closed to make room for a newer one.")]
    public static partial void ConnectionPushedOut(ILogger logger, IPAddress address);

    [LoggerMessage(4106, LogLevel.Warning, "A connection could not be accepted: {Error}.")]
    public static partial void AcceptFailed(ILogger logger, SocketError error);

    [LoggerMessage(4107, LogLevel.Warning, "A datagram could not be received: {Error}.")]
    public static partial void ReceiveFailed(ILogger logger, SocketError error);
}
