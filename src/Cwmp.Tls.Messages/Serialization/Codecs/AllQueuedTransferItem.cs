// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>AllQueuedTransferStruct: CommandKey, State, IsDownload, FileType, FileSize, TargetFileName.</summary>
internal readonly struct AllQueuedTransferItem : IItemCodec<AllQueuedTransferStruct>
{
    public static ReadOnlySpan<byte> ElementName => "AllQueuedTransferStruct"u8;

    public static ReadOnlySpan<byte> ArrayType => "cwmp:AllQueuedTransferStruct"u8;

    public static AllQueuedTransferStruct Read(ref SoapReader reader)
    {
        string commandKey = string.Empty;
        int state = 0;
        bool isDownload = false;
        string fileType = string.Empty;
        uint fileSize = 0;
        string targetFileName = string.Empty;
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
            else if (reader.IsNamed("IsDownload"u8))
            {
                isDownload = reader.ReadBoolean();
            }
            else if (reader.IsNamed("FileType"u8))
            {
                fileType = reader.ReadCachedString();
            }
            else if (reader.IsNamed("FileSize"u8))
            {
                fileSize = reader.ReadUInt32();
            }
            else if (reader.IsNamed("TargetFileName"u8))
            {
                targetFileName = reader.ReadString();
            }
            else
            {
                reader.Skip();
            }
        }

        return new AllQueuedTransferStruct
        {
            CommandKey = commandKey,
            State = (TransferState)state,
            IsDownload = isDownload,
            FileType = fileType,
            FileSize = fileSize,
            TargetFileName = targetFileName,
        };
    }

    public static void Write(ref SoapWriter writer, AllQueuedTransferStruct item)
    {
        writer.Start(ElementName);
        writer.Element("CommandKey"u8, item.CommandKey);
        writer.Element("State"u8, (int)item.State);
        writer.Element("IsDownload"u8, item.IsDownload);
        writer.Element("FileType"u8, item.FileType);
        writer.Element("FileSize"u8, item.FileSize);
        writer.Element("TargetFileName"u8, item.TargetFileName);
        writer.End(ElementName);
    }
}
