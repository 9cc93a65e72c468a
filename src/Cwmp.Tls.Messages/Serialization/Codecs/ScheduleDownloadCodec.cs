// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>
/// ScheduleDownload: CommandKey, FileType, URL, Username, Password, FileSize, TargetFileName, TimeWindowList. Its response is empty.
/// </summary>
internal sealed class ScheduleDownloadCodec : RpcCodec<ScheduleDownload, ScheduleDownloadResponse>
{
    protected override ScheduleDownload ReadRequest(ref SoapReader reader)
    {
        string commandKey = string.Empty;
        string fileType = string.Empty;
        string url = string.Empty;
        string username = string.Empty;
        string password = string.Empty;
        uint fileSize = 0;
        string targetFileName = string.Empty;
        EquatableList<TimeWindowStruct> timeWindowList = EquatableList<TimeWindowStruct>.Empty;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("CommandKey"u8))
            {
                commandKey = reader.ReadString();
            }
            else if (reader.IsNamed("FileType"u8))
            {
                fileType = reader.ReadCachedString();
            }
            else if (reader.IsNamed("URL"u8))
            {
                url = reader.ReadString();
            }
            else if (reader.IsNamed("Username"u8))
            {
                username = reader.ReadString();
            }
            else if (reader.IsNamed("Password"u8))
            {
                password = reader.ReadString();
            }
            else if (reader.IsNamed("FileSize"u8))
            {
                fileSize = reader.ReadUInt32();
            }
            else if (reader.IsNamed("TargetFileName"u8))
            {
                targetFileName = reader.ReadString();
            }
            else if (reader.IsNamed("TimeWindowList"u8))
            {
                timeWindowList = SoapArray.Read<TimeWindowStruct, TimeWindowItem>(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new ScheduleDownload
        {
            CommandKey = commandKey,
            FileType = fileType,
            URL = url,
            Username = username,
            Password = password,
            FileSize = fileSize,
            TargetFileName = targetFileName,
            TimeWindowList = timeWindowList,
        };
    }

    protected override ScheduleDownloadResponse ReadResponse(ref SoapReader reader)
    {
        reader.Skip();
        return new ScheduleDownloadResponse();
    }

    protected override void WriteRequest(ref SoapWriter writer, ScheduleDownload request)
    {
        writer.Element("CommandKey"u8, request.CommandKey);
        writer.Element("FileType"u8, request.FileType);
        writer.Element("URL"u8, request.URL);
        writer.Element("Username"u8, request.Username);
        writer.Element("Password"u8, request.Password);
        writer.Element("FileSize"u8, request.FileSize);
        writer.Element("TargetFileName"u8, request.TargetFileName);
        SoapArray.Write<TimeWindowStruct, TimeWindowItem>(ref writer, "TimeWindowList"u8, request.TimeWindowList);
    }
}
