// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Tracing;

/// <summary>Receives what a <see cref="RecordReader"/> finds in one direction. Spans are valid during the call.</summary>
internal interface IRecordSink
{
    /// <summary>How many bytes of such a handshake message's body are worth keeping; 0 to learn only that it passed.</summary>
    int BytesWanted(byte messageType);

    /// <summary>A handshake message in plain text is complete.</summary>
    /// <param name="reader">The direction.</param>
    /// <param name="type">The message type.</param>
    /// <param name="length">The length its header says, without the header.</param>
    /// <param name="body">The body, or its beginning where it is longer than was wanted.</param>
    void OnMessage(RecordReader reader, byte type, int length, ReadOnlySpan<byte> body);

    /// <summary>Any other record is complete.</summary>
    /// <param name="reader">The direction.</param>
    /// <param name="type">The content type.</param>
    /// <param name="length">The length of the content.</param>
    /// <param name="head">The first two bytes of the content, as far as there are.</param>
    void OnRecord(RecordReader reader, byte type, int length, ReadOnlySpan<byte> head);

    /// <summary>This direction stopped being TLS, or never was; nothing more is read from it.</summary>
    void OnNotTls(RecordReader reader);
}
