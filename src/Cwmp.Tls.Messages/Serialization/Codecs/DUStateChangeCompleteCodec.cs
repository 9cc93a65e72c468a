// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>DUStateChangeComplete: Results (a repeated element, not an array), CommandKey. Its response is empty.</summary>
internal sealed class DUStateChangeCompleteCodec : RpcCodec<DUStateChangeComplete, DUStateChangeCompleteResponse>
{
    protected override DUStateChangeComplete ReadRequest(ref SoapReader reader)
    {
        var results = new List<AutonOpResultStruct>();
        string? commandKey = null;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("Results"u8))
            {
                OpResultCodec.Read(ref reader, results);
            }
            else if (reader.IsNamed("CommandKey"u8))
            {
                commandKey = reader.ReadString();
            }
            else
            {
                reader.Skip();
            }
        }

        return new DUStateChangeComplete { Results = results.ConvertAll(OpResultCodec.ToOpResult), CommandKey = commandKey };
    }

    protected override DUStateChangeCompleteResponse ReadResponse(ref SoapReader reader)
    {
        reader.Skip();
        return new DUStateChangeCompleteResponse();
    }

    protected override void WriteRequest(ref SoapWriter writer, DUStateChangeComplete request)
    {
        ReadOnlySpan<OpResultStruct> results = EquatableList<OpResultStruct>.From(request.Results).AsSpan();
        writer.List = "Results"u8;
        for (int i = 0; i < results.Length; i++)
        {
            writer.Index = i;
            OpResultCodec.Write(ref writer, results[i]);
        }

        writer.List = default;
        writer.OptionalElement("CommandKey"u8, request.CommandKey);
    }
}
