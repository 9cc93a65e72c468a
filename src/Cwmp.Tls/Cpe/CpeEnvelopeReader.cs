// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Http;
using Cwmp.Tls.Cpe.Sessions;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.Shared;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Cpe;

/// <summary>Makes out what the ACS has answered.</summary>
internal static class CpeEnvelopeReader
{
    /// <summary>Reads the envelope of a reply.</summary>
    /// <exception cref="CpeSessionException">The reply is not an envelope.</exception>
    public static CwmpEnvelope Read(CwmpSerializer serializer, CpeHttpReply reply, string host)
    {
        if (serializer.TryRead(reply.Body.Span, reply.Charset, out CwmpEnvelope? envelope, out CwmpProtocolError error)
            && (reply.Status != 500 || envelope.Body is CwmpFault))
        {
            return envelope;
        }

        throw reply.Status == 500
            ? new CpeSessionException(CpeSessionFailure.HttpStatus, $"{host} answered with HTTP status 500 and no SOAP fault.")
            : new CpeSessionException(
                CpeSessionFailure.MalformedResponse,
                $"The response of {host} is not a CWMP envelope: {error}",
                new CwmpProtocolException(error));
    }

    /// <summary>What a message means for the rules of the session, while a request of the device may be outstanding.</summary>
    public static CpeSessionInput Classify(CwmpMessage body, CwmpRequest? outstanding) => body switch
    {
        CwmpFault { FaultCode: var code } when code == CwmpFaultCode.AcsRetryRequest => CpeSessionInput.RetryFault,
        CwmpFault => CpeSessionInput.Fault,
        CwmpRequest => CpeSessionInput.Request,
        _ => outstanding?.IsAnsweredBy(body) == true ? CpeSessionInput.MatchingResponse : CpeSessionInput.OtherResponse,
    };

    /// <summary>Why a session ends whose Inform the ACS answered with a fault.</summary>
    public static CpeSessionException InformRefused(CwmpFault fault)
    {
        CwmpFaultCode code = fault.CodeOrInternalError(sentByCpe: false);
        return new CpeSessionException(
            code == CwmpFaultCode.AcsVersionIncompatible ? CpeSessionFailure.NoCommonVersion : CpeSessionFailure.InformRefused,
            $"The ACS answered the Inform with fault {code}: {PrintableText.Of(fault.FaultString)}",
            new CwmpFaultException(fault, "Inform"));
    }
}
