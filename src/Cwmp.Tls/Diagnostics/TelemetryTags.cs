// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Diagnostics;

/// <summary>Tag names, written once. Those without the prefix <c>cwmp.</c> are OpenTelemetry's own.</summary>
internal static class TelemetryTags
{
    /// <summary>Why it failed: the name of a reason enum's member; absent on success.</summary>
    public const string ErrorType = "error.type";

    /// <summary>1.2 or 1.3.</summary>
    public const string TlsProtocolVersion = "tls.protocol.version";

    /// <summary>Whether an earlier session was resumed.</summary>
    public const string TlsResumed = "tls.resumed";

    /// <summary>client or server: the side that this process plays.</summary>
    public const string TlsSide = "cwmp.tls.side";

    /// <summary>hit or miss.</summary>
    public const string CacheResult = "cwmp.verification.cache";

    /// <summary>accepted or refused.</summary>
    public const string Verdict = "cwmp.verification.verdict";

    /// <summary>
    /// The RPC, as in TR-069; any RPC that is not in TR-069 counts as <c>_OTHER</c>, so that a peer cannot make up series.
    /// </summary>
    public const string Method = "cwmp.method";

    /// <summary>A fault code in decimal.</summary>
    public const string FaultCode = "cwmp.fault.code";

    /// <summary>acs or cpe: the side that answered with the fault.</summary>
    public const string FaultSide = "cwmp.fault.side";

    /// <summary>How a session, a transfer or a connection request ended.</summary>
    public const string Outcome = "cwmp.outcome";

    /// <summary>certificate, password or none.</summary>
    public const string Authentication = "cwmp.authentication";

    /// <summary>receive or transmit.</summary>
    public const string Direction = "network.io.direction";

    /// <summary>Of a span: the host dialled.</summary>
    public const string ServerAddress = "server.address";

    /// <summary>Of a span: the peer's address.</summary>
    public const string PeerAddress = "network.peer.address";

    /// <summary>Of a span: the peer's port.</summary>
    public const string PeerPort = "network.peer.port";

    /// <summary>Of a span: the cipher suite, by its name in the registry.</summary>
    public const string TlsCipher = "tls.cipher";

    /// <summary>Of a span: the session's name in the log.</summary>
    public const string SessionId = "cwmp.session.id";

    /// <summary>Of a span: the device, in the form of TR-069 §3.4.4.</summary>
    public const string Device = "cwmp.device";

    /// <summary>Of a span: how many sessions failed in a row before.</summary>
    public const string RetryCount = "cwmp.retry_count";

    /// <summary>The subject of an own certificate: as many series as contexts.</summary>
    public const string CertificateSubject = "cwmp.tls.certificate.subject";

    /// <summary>certificate, trust or crls.</summary>
    public const string FileKind = "cwmp.tls.file.kind";

    /// <summary>http or udp.</summary>
    public const string Transport = "cwmp.connection_request.transport";
}
