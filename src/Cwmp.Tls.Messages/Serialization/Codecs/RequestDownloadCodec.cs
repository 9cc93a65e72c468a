// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>RequestDownload: FileType, FileTypeArg. Its response is empty.</summary>
internal sealed class RequestDownloadCodec : RpcCodec<RequestDownload, RequestDownloadResponse>
{
    protected override RequestDownload ReadRequest(ref SoapReader reader)
    {
        string fileType = string.Empty;
        EquatableList<ArgStruct> fileTypeArg = EquatableList<ArgStruct>.Empty;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("FileType"u8))
            {
                fileType = reader.ReadCachedString();
            }
            else if (reader.IsNamed("FileTypeArg"u8))
            {
                fileTypeArg = SoapArray.Read<ArgStruct, ArgItem>(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new RequestDownload { FileType = fileType, FileTypeArg = fileTypeArg };
    }

    protected override RequestDownloadResponse ReadResponse(ref SoapReader reader)
    {
        reader.Skip();
        return new RequestDownloadResponse();
    }

    protected override void WriteRequest(ref SoapWriter writer, RequestDownload request)
    {
        writer.Element("FileType"u8, request.FileType);
        SoapArray.Write<ArgStruct, ArgItem>(ref writer, "FileTypeArg"u8, request.FileTypeArg);
    }
}
