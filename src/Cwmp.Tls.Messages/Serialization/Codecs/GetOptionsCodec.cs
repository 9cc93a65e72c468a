// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>GetOptions: OptionName. Response: OptionList.</summary>
internal sealed class GetOptionsCodec : RpcCodec<GetOptions, GetOptionsResponse>
{
    protected override GetOptions ReadRequest(ref SoapReader reader)
    {
        string optionName = string.Empty;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("OptionName"u8))
            {
                optionName = reader.ReadString();
            }
            else
            {
                reader.Skip();
            }
        }

        return new GetOptions { OptionName = optionName };
    }

    protected override GetOptionsResponse ReadResponse(ref SoapReader reader)
    {
        EquatableList<OptionStruct> optionList = EquatableList<OptionStruct>.Empty;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("OptionList"u8))
            {
                optionList = SoapArray.Read<OptionStruct, OptionItem>(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new GetOptionsResponse { OptionList = optionList };
    }

    protected override void WriteRequest(ref SoapWriter writer, GetOptions request)
    {
        writer.Element("OptionName"u8, request.OptionName);
    }

    protected override void WriteResponse(ref SoapWriter writer, GetOptionsResponse response)
    {
        SoapArray.Write<OptionStruct, OptionItem>(ref writer, "OptionList"u8, response.OptionList);
    }
}
