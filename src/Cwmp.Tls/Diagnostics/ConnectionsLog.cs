// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Diagnostics;

/// <summary>Log messages of contexts, sessions and listeners: 3000 to 3999.</summary>
internal static partial class ConnectionsLog
{
    [LoggerMessage(
        3000,
        LogLevel.Information,
        "TLS context built: {Protocols}, cipher profile {CipherProfile}, certificate {Certificate}, {VerifyMode}")]
    public static partial void ContextBuilt(
        this ILogger logger, SslProtocols protocols, string cipherProfile, string? certificate, string verifyMode);

    [LoggerMessage(3001, LogLevel.Information, "Own certificate or trust changed; new handshakes show {Certificate}")]
    public static partial void MaterialRenewed(this ILogger logger, string? certificate);

    [LoggerMessage(3002, LogLevel.Warning, "Skipped while loading CA certificates: {Reason}")]
    public static partial void AuthorityFileSkipped(this ILogger logger, string reason);

    [LoggerMessage(3003, LogLevel.Error, "The new certificate cannot be used; handshakes go on with the last good one")]
    public static partial void RenewalFailed(this ILogger logger, Exception exception);

    [LoggerMessage(3004, LogLevel.Information, "{Kind} files were read again and are in force: {Files}")]
    public static partial void FilesReloaded(this ILogger logger, string kind, string files);

    [LoggerMessage(3005, LogLevel.Error, "{Kind} files changed and cannot be used; the last good ones stay in force: {Files}. {Reason}")]
    public static partial void FilesNotUsable(this ILogger logger, string kind, string files, string reason);

    [LoggerMessage(3006, LogLevel.Information, "The TLS engine {Preferred} cannot be used here, so {Used} is: {Reason}")]
    public static partial void EngineNotUsable(this ILogger logger, string preferred, string used, string reason);

    [LoggerMessage(
        3010,
        LogLevel.Debug,
        "TLS {Role} handshake with {Peer} complete in {Milliseconds:F1} ms: {Protocol}, {CipherSuite}, resumed {IsResumed}, "
            + "device {Identity}")]
    public static partial void HandshakeCompleted(
        this ILogger logger,
        string role,
        IPEndPoint? peer,
        SslProtocols protocol,
        TlsCipherSuite cipherSuite,
        bool isResumed,
        object? identity,
        double milliseconds);

    [LoggerMessage(3011, LogLevel.Information, "TLS {Role} handshake with {Peer} failed, {Failure}: {Reason}")]
    public static partial void HandshakeFailed(this ILogger logger, string role, IPEndPoint? peer, string failure, string reason);

    [LoggerMessage(3012, LogLevel.Information, "TLS {Role} session with {Peer} broke, {Failure}: {Reason}")]
    public static partial void ConnectionBroken(this ILogger logger, string role, IPEndPoint? peer, string failure, string reason);

    [LoggerMessage(3013, LogLevel.Debug, "TLS {Role} session with {Peer}: the peer sent close_notify")]
    public static partial void PeerClosed(this ILogger logger, string role, IPEndPoint? peer);

    [LoggerMessage(3014, LogLevel.Debug, "TLS {Role} session with {Peer} closed; peer end {PeerEnd}")]
    public static partial void SessionClosed(this ILogger logger, string role, IPEndPoint? peer, string peerEnd);

    [LoggerMessage(3015, LogLevel.Debug, "{Peer} connected and left without a byte")]
    public static partial void PeerProbed(this ILogger logger, IPEndPoint? peer);

    [LoggerMessage(3020, LogLevel.Information, "TLS listener accepts on {EndPoint}")]
    public static partial void ListenerStarted(this ILogger logger, IPEndPoint endPoint);

    [LoggerMessage(3021, LogLevel.Information, "TLS listener on {EndPoint} stopped")]
    public static partial void ListenerStopped(this ILogger logger, IPEndPoint endPoint);

    [LoggerMessage(3022, LogLevel.Error, "TLS listener on {EndPoint} cannot accept and tries again in {Delay}: {Reason}")]
    public static partial void AcceptFailed(this ILogger logger, IPEndPoint endPoint, TimeSpan delay, string reason);

    [LoggerMessage(3023, LogLevel.Debug, "TLS listener on {EndPoint} gave the place of {Peer}, which kept it waiting, to a newcomer")]
    public static partial void PeerGivenUp(this ILogger logger, IPEndPoint? endPoint, IPEndPoint? peer);

    [LoggerMessage(3025, LogLevel.Debug, "TLS listener on {EndPoint} turned {Peer} away: all places for handshakes are taken")]
    public static partial void PeerTurnedAway(this ILogger logger, IPEndPoint? endPoint, IPEndPoint? peer);

    [LoggerMessage(3024, LogLevel.Error, "A handler given to this library threw")]
    public static partial void HandlerThrew(this ILogger logger, Exception exception);
}
