// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>
/// Download: CommandKey, FileType, URL, Username, Password, FileSize, TargetFileName, DelaySeconds, SuccessURL, FailureURL. Response:
/// Status, StartTime, CompleteTime.
/// </summary>
internal sealed class DownloadCodec : RpcCodec<Download, DownloadResponse>
{
    protected override Download ReadRequest(ref SoapReader reader)
    {
        string commandKey = string.Empty;
        string fileType = string.Empty;
        string url = string.Empty;
        string username = string.Empty;
        string password = string.Empty;
        uint fileSize = 0;
        string targetFileName = string.Empty;
        uint delaySeconds = 0;
        string successURL = string.Empty;
        string failureURL = string.Empty;
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
            else if (reader.IsNamed("DelaySeconds"u8))
            {
                delaySeconds = reader.ReadUInt32();
            }
            else if (reader.IsNamed("SuccessURL"u8))
            {
                successURL = reader.ReadString();
            }
            else if (reader.IsNamed("FailureURL"u8))
            {
                failureURL = reader.ReadString();
            }
            else
            {
                reader.Skip();
            }
        }

        return new Download
        {
            CommandKey = commandKey,
            FileType = fileType,
            URL = url,
            Username = username,
            Password = password,
            FileSize = fileSize,
            TargetFileName = targetFileName,
            DelaySeconds = delaySeconds,
            SuccessURL = successURL,
            FailureURL = failureURL,
        };
    }

    protected override DownloadResponse ReadResponse(ref SoapReader reader)
    {
        int status = 0;
        CwmpDateTime startTime = default;
        CwmpDateTime completeTime = default;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("Status"u8))
            {
                status = reader.ReadInt32();
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

        return new DownloadResponse { Status = (RequestStatus)status, StartTime = startTime, CompleteTime = completeTime };
    }

    protected override void WriteRequest(ref SoapWriter writer, Download request)
    {
        writer.Element("CommandKey"u8, request.CommandKey);
        writer.Element("FileType"u8, request.FileType);
        writer.Element("URL"u8, request.URL);
        writer.Element("Username"u8, request.Username);
        writer.Element("Password"u8, request.Password);
        writer.Element("FileSize"u8, request.FileSize);
        writer.Element("TargetFileName"u8, request.TargetFileName);
        writer.Element("DelaySeconds"u8, request.DelaySeconds);
        writer.Element("SuccessURL"u8, request.SuccessURL);
        writer.Element("FailureURL"u8, request.FailureURL);
    }

    protected override void WriteResponse(ref SoapWriter writer, DownloadResponse response)
    {
        writer.Element("Status"u8, (int)response.Status);
        writer.Element("StartTime"u8, response.StartTime);
        writer.Element("CompleteTime"u8, response.CompleteTime);
    }
}
