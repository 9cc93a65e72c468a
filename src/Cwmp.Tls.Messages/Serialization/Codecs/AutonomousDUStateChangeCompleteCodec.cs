// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>AutonomousDUStateChangeComplete: Results (a repeated element, not an array). Its response is empty.</summary>
internal sealed class AutonomousDUStateChangeCompleteCodec
    : RpcCodec<AutonomousDUStateChangeComplete, AutonomousDUStateChangeCompleteResponse>
{
    protected override AutonomousDUStateChangeComplete ReadRequest(ref SoapReader reader)
    {
        var results = new List<AutonOpResultStruct>();
        while (reader.ReadChild())
        {
            if (reader.IsNamed("Results"u8))
            {
                OpResultCodec.Read(ref reader, results);
            }
            else
            {
                reader.Skip();
            }
        }

        return new AutonomousDUStateChangeComplete { Results = results };
    }

    protected override AutonomousDUStateChangeCompleteResponse ReadResponse(ref SoapReader reader)
    {
        reader.Skip();
        return new AutonomousDUStateChangeCompleteResponse();
    }

    protected override void WriteRequest(ref SoapWriter writer, AutonomousDUStateChangeComplete request)
    {
        ReadOnlySpan<AutonOpResultStruct> results = EquatableList<AutonOpResultStruct>.From(request.Results).AsSpan();
        writer.List = "Results"u8;
        for (int i = 0; i < results.Length; i++)
        {
            writer.Index = i;
            OpResultCodec.Write(ref writer, results[i]);
        }

        writer.List = default;
    }
}
