// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Sessions;

namespace CpeSimulator;

/// <summary>What to do after a session that failed.</summary>
internal static class Advice
{
    /// <summary>What happened, and what to do.</summary>
    public static string Sentence(CpeSessionFailure failure, string message) =>
        $"{message}{(message.EndsWith('.') ? "" : ".")} {For(failure)}";

    private static string For(CpeSessionFailure failure) => failure switch
    {
        CpeSessionFailure.ConnectionRefused => "Nothing listens there: is the ACS running, and is the port in --acs right?",
        CpeSessionFailure.NameNotResolved => "Check the host in --acs.",
        CpeSessionFailure.Unreachable => "Check the host and port in --acs, and the network between.",
        CpeSessionFailure.PlainHttpRefused => "Use an https URL, or --allow-plain-http.",
        CpeSessionFailure.AcsUntrusted or CpeSessionFailure.AcsSelfSigned =>
        "Give the CA that issued the certificate of the ACS with --ca.",
        CpeSessionFailure.AcsNameMismatch => "Use the host that the certificate of the ACS names, or issue one for the host in --acs.",
        CpeSessionFailure.AcsCertificateExpired => "Renew the certificate of the ACS, or set the clock of this machine.",
        CpeSessionFailure.AcsCertificateRefused => "Issue another certificate for the ACS.",
        CpeSessionFailure.OwnCertificateRefused =>
        "Give a certificate that the ACS trusts with --cert and --key, or the CA's key with --ca-key.",
        CpeSessionFailure.NotTls => "That port does not speak TLS: check the port, or use http:// with --allow-plain-http.",
        CpeSessionFailure.AuthenticationFailed => "Check --username and --password.",
        CpeSessionFailure.ConnectionLost =>
        "The ACS hung up: what does its log say, does it trust the device's certificate, and is that port one with TLS (https://)?",
        CpeSessionFailure.ResponseTimeout => "The ACS was silent: look at its log.",
        CpeSessionFailure.HttpStatus or CpeSessionFailure.InformRefused =>
        "The ACS turned the device away: look at its log, and at the path in --acs.",
        CpeSessionFailure.MalformedResponse => "What answers there is no ACS: check host, port and path in --acs.",
        _ => "Look at the log of the ACS.",
    };
}
