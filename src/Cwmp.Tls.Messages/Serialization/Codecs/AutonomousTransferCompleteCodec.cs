// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>
/// AutonomousTransferComplete: AnnounceURL, TransferURL, IsDownload, FileType, FileSize, TargetFileName, FaultStruct, StartTime,
/// CompleteTime. Its response is empty.
/// </summary>
internal sealed class AutonomousTransferCompleteCodec : RpcCodec<AutonomousTransferComplete, AutonomousTransferCompleteResponse>
{
    protected override AutonomousTransferComplete ReadRequest(ref SoapReader reader)
    {
        string announceURL = string.Empty;
        string transferURL = string.Empty;
        bool isDownload = false;
        string fileType = string.Empty;
        uint fileSize = 0;
        string targetFileName = string.Empty;
        FaultStruct faultStruct = FaultStruct.None;
        CwmpDateTime startTime = default;
        CwmpDateTime completeTime = default;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("AnnounceURL"u8))
            {
                announceURL = reader.ReadString();
            }
            else if (reader.IsNamed("TransferURL"u8))
            {
                transferURL = reader.ReadString();
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
            else if (reader.IsNamed("FaultStruct"u8))
            {
                faultStruct = reader.ReadFaultStruct();
            }
            else if (reader.IsNamed("StartTime"u8))
            {
                startTime = reader.ReadDateTime();
            }
            else if (reader.IsNamed("CompleteTime"u8))
            {
                completeTime = reader.ReadDateTime();
            }
            else
            {
                reader.Skip();
            }
        }

        return new AutonomousTransferComplete
        {
            AnnounceURL = announceURL,
            TransferURL = transferURL,
            IsDownload = isDownload,
            FileType = fileType,
            FileSize = fileSize,
            TargetFileName = targetFileName,
            FaultStruct = faultStruct,
            StartTime = startTime,
            CompleteTime = completeTime,
        };
    }

    protected override AutonomousTransferCompleteResponse ReadResponse(ref SoapReader reader)
    {
        reader.Skip();
        return new AutonomousTransferCompleteResponse();
    }

    protected override void WriteRequest(ref SoapWriter writer, AutonomousTransferComplete request)
    {
        writer.Element("AnnounceURL"u8, request.AnnounceURL);
        writer.Element("TransferURL"u8, request.TransferURL);
        writer.Element("IsDownload"u8, request.IsDownload);
        writer.Element("FileType"u8, request.FileType);
        writer.Element("FileSize"u8, request.FileSize);
        writer.Element("TargetFileName"u8, request.TargetFileName);
        writer.Element("FaultStruct"u8, request.FaultStruct);
        writer.Element("StartTime"u8, request.StartTime);
        writer.Element("CompleteTime"u8, request.CompleteTime);
    }
}
