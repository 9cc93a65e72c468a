// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>QueuedTransferStruct: CommandKey, State.</summary>
internal readonly struct QueuedTransferItem : IItemCodec<QueuedTransferStruct>
{
    public static ReadOnlySpan<byte> ElementName => "QueuedTransferStruct"u8;

    public static ReadOnlySpan<byte> ArrayType => "cwmp:QueuedTransferStruct"u8;

    public static QueuedTransferStruct Read(ref SoapReader reader)
    {
        string commandKey = string.Empty;
        int state = 0;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("CommandKey"u8))
            {
                commandKey = reader.ReadString();
            }
            else if (reader.IsNamed("State"u8))
            {
                state = reader.ReadInt32();
            }
            else
            {
                reader.Skip();
            }
        }

        return new QueuedTransferStruct { CommandKey = commandKey, State = (TransferState)state };
    }

    public static void Write(ref SoapWriter writer, QueuedTransferStruct item)
    {
        writer.Start(ElementName);
        writer.Element("CommandKey"u8, item.CommandKey);
        writer.Element("State"u8, (int)item.State);
        writer.End(ElementName);
    }
}
