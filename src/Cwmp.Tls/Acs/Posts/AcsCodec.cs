// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.Soap;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Acs.Posts;

/// <summary>Reads and writes the envelopes of the engine, and decides how a body that is no envelope is answered. Thread-safe.</summary>
internal sealed class AcsCodec(CwmpSerializer serializer, ILogger logger)
{
    public byte[] Write(CwmpEnvelope envelope) => serializer.WriteToArray(envelope);

    /// <summary>Writes the answer to a request of the CPE.</summary>
    public AcsReply WriteAnswer(CwmpEnvelope request, CwmpMessage answer, CwmpVersionAgreement version, bool hold)
    {
        if (answer is CwmpFault fault)
        {
            SessionMetrics.Fault(fault.FaultCode.Value, byAcs: true);
        }

        return AcsReply.Envelope(Write(request.CreateAnswer(answer) with { Namespace = version.Namespace, HoldRequests = hold }));
    }

    public bool TryRead(
        ReadOnlySpan<byte> body, string? charset, [NotNullWhen(true)] out CwmpEnvelope? envelope, out AcsReadFailure failure)
    {
        failure = default;
        if (serializer.TryRead(body, charset, out envelope, out CwmpProtocolError error))
        {
            return true;
        }

        if (logger.IsEnabled(LogLevel.Debug))
        {
            logger.BodyUnreadable(error.ToString());
        }

        failure = new AcsReadFailure
        {
            IsTooLarge = error.Code == CwmpProtocolErrorCode.EnvelopeTooLarge,
            Fault = FaultFor(error),
            MessageId = error.MessageId,
        };
        return false;
    }

    private static CwmpFault? FaultFor(in CwmpProtocolError error) => error.Code switch
    {
        // SOAP 1.1 §4.1.2 and §4.2.3.
        CwmpProtocolErrorCode.SoapVersionMismatch => SoapFault(SoapFaultCode.VersionMismatch, "SOAP 1.1 is expected"),
        CwmpProtocolErrorCode.MustUnderstand => SoapFault(SoapFaultCode.MustUnderstand, "A header was not understood"),
        _ => null,
    };

    private static CwmpFault SoapFault(SoapFaultCode code, string text) => new() { SoapFaultCode = code, SoapFaultString = text };
}
