// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>Kicked: Command, Referer, Arg, Next. Response: NextURL.</summary>
internal sealed class KickedCodec : RpcCodec<Kicked, KickedResponse>
{
    protected override Kicked ReadRequest(ref SoapReader reader)
    {
        string command = string.Empty;
        string referer = string.Empty;
        string arg = string.Empty;
        string next = string.Empty;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("Command"u8))
            {
                command = reader.ReadString();
            }
            else if (reader.IsNamed("Referer"u8))
            {
                referer = reader.ReadString();
            }
            else if (reader.IsNamed("Arg"u8))
            {
                arg = reader.ReadString();
            }
            else if (reader.IsNamed("Next"u8))
            {
                next = reader.ReadString();
            }
            else
            {
                reader.Skip();
            }
        }

        return new Kicked { Command = command, Referer = referer, Arg = arg, Next = next };
    }

    protected override KickedResponse ReadResponse(ref SoapReader reader)
    {
        string nextURL = string.Empty;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("NextURL"u8))
            {
                nextURL = reader.ReadString();
            }
            else
            {
                reader.Skip();
            }
        }

        return new KickedResponse { NextURL = nextURL };
    }

    protected override void WriteRequest(ref SoapWriter writer, Kicked request)
    {
        writer.Element("Command"u8, request.Command);
        writer.Element("Referer"u8, request.Referer);
        writer.Element("Arg"u8, request.Arg);
        writer.Element("Next"u8, request.Next);
    }

    protected override void WriteResponse(ref SoapWriter writer, KickedResponse response)
    {
        writer.Element("NextURL"u8, response.NextURL);
    }
}
