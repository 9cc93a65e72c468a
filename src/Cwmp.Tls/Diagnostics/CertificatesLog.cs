// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Diagnostics;

/// <summary>What a certificate authority did: its audit trail. Subjects and serial numbers are public; nothing here is secret.</summary>
internal static partial class CertificatesLog
{
    [LoggerMessage(
        1000,
        LogLevel.Information,
        "Certificate authority {Subject} made, serial {SerialNumber}, valid until {NotAfter:u}", EventName = "AuthorityCreated")]
    public static partial void AuthorityCreated(this ILogger logger, string subject, string serialNumber, DateTimeOffset notAfter);

    [LoggerMessage(
        1001,
        LogLevel.Information,
        "{Issuer} issued {Subject}, serial {SerialNumber}, valid until {NotAfter:u}", EventName = "CertificateIssued")]
    public static partial void CertificateIssued(
        this ILogger logger, string issuer, string subject, string serialNumber, DateTimeOffset notAfter);

    [LoggerMessage(
        1002,
        LogLevel.Warning,
        "{Issuer} ends at {NotAfter:u}; {Subject} gets no longer validity than that", EventName = "ValidityShortened")]
    public static partial void ValidityShortened(this ILogger logger, string issuer, DateTimeOffset notAfter, string subject);

    [LoggerMessage(
        1003,
        LogLevel.Information,
        "{Issuer} revoked serial {SerialNumber}: {Reason}, as of {RevokedAt:u}", EventName = "CertificateRevoked")]
    public static partial void CertificateRevoked(
        this ILogger logger, string issuer, string serialNumber, string reason, DateTimeOffset revokedAt);

    [LoggerMessage(
        1004,
        LogLevel.Information,
        "{Issuer} lifted the revocation of serial {SerialNumber}", EventName = "CertificateReinstated")]
    public static partial void CertificateReinstated(this ILogger logger, string issuer, string serialNumber);

    [LoggerMessage(1005, LogLevel.Information, "{Issuer} issued CRL {Number}, next update {NextUpdate:u}", EventName = "CrlIssued")]
    public static partial void CrlIssued(this ILogger logger, string issuer, string number, DateTimeOffset nextUpdate);
}
