// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>Inform: DeviceId, Event, MaxEnvelopes, CurrentTime, RetryCount, ParameterList. Response: MaxEnvelopes.</summary>
internal sealed class InformCodec : RpcCodec<Inform, InformResponse>
{
    protected override Inform ReadRequest(ref SoapReader reader)
    {
        DeviceIdStruct? deviceId = null;
        EquatableList<EventStruct> events = EquatableList<EventStruct>.Empty;
        uint maxEnvelopes = 1;
        CwmpDateTime currentTime = default;
        uint retryCount = 0;
        EquatableList<ParameterValue> parameterList = EquatableList<ParameterValue>.Empty;
        ReadOnlySpan<byte> next = "DeviceId"u8;
        while (reader.ReadChild(next))
        {
            if (reader.IsNamed("DeviceId"u8))
            {
                MessageFields.RefuseSecond(ref reader, deviceId);
                deviceId = reader.ReadDeviceId();
                next = "Event"u8;
            }
            else if (reader.IsNamed("Event"u8))
            {
                events = SoapArray.Read<EventStruct, EventItem>(ref reader);
                next = "MaxEnvelopes"u8;
            }
            else if (reader.IsNamed("MaxEnvelopes"u8))
            {
                maxEnvelopes = reader.ReadMaxEnvelopes();
                next = "CurrentTime"u8;
            }
            else if (reader.IsNamed("CurrentTime"u8))
            {
                currentTime = reader.ReadDateTime();
                next = "RetryCount"u8;
            }
            else if (reader.IsNamed("RetryCount"u8))
            {
                retryCount = reader.ReadUInt32();
                next = "ParameterList"u8;
            }
            else if (reader.IsNamed("ParameterList"u8))
            {
                parameterList = SoapArray.Read<ParameterValue, ParameterValueItem>(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new Inform
        {
            DeviceId = deviceId ?? new DeviceIdStruct { OUI = string.Empty, SerialNumber = string.Empty },
            Event = events,
            MaxEnvelopes = maxEnvelopes,
            CurrentTime = currentTime,
            RetryCount = retryCount,
            ParameterList = parameterList,
        };
    }

    protected override InformResponse ReadResponse(ref SoapReader reader)
    {
        uint maxEnvelopes = 1;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("MaxEnvelopes"u8))
            {
                maxEnvelopes = reader.ReadMaxEnvelopes();
            }
            else
            {
                reader.Skip();
            }
        }

        return new InformResponse { MaxEnvelopes = maxEnvelopes };
    }

    protected override void WriteRequest(ref SoapWriter writer, Inform request)
    {
        writer.Element("DeviceId"u8, request.DeviceId);
        SoapArray.Write<EventStruct, EventItem>(ref writer, "Event"u8, request.Event);
        writer.Element("MaxEnvelopes"u8, request.MaxEnvelopes);
        writer.Element("CurrentTime"u8, request.CurrentTime);
        writer.Element("RetryCount"u8, request.RetryCount);
        SoapArray.Write<ParameterValue, ParameterValueItem>(ref writer, "ParameterList"u8, request.ParameterList);
    }

    protected override void WriteResponse(ref SoapWriter writer, InformResponse response)
    {
        writer.Element("MaxEnvelopes"u8, response.MaxEnvelopes);
    }
}
