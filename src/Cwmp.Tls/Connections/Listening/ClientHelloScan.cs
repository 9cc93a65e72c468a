// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Buffers.Binary;
using Cwmp.Tls.Tracing;

namespace Cwmp.Tls.Connections.Listening;

/// <summary>
/// Finds the first handshake message of a client before there is an engine, because the host name in it decides which context, and so which
/// engine, serves the client. Takes bytes however they are cut, into reads and into records. Not thread-safe.
/// </summary>
internal sealed class ClientHelloScan
{
    /// <summary>
    /// The longest ClientHello taken: as long as OpenSSL takes, so that a client gets as far where names are read as where they are not.
    /// </summary>
    public const int MaxLength = 128 * 1024;

    // RFC 8446 §5.1.
    private const int RecordHeaderLength = 5;
    private const int MaxFragmentLength = 1 << 14;
    private const int MessageHeaderLength = 4;

    // Whoever cuts a hello of this length into records of a few bytes wants the memory, not the handshake.
    private const int MaxBytes = MaxLength + (32 * 1024);

    private readonly ArrayBufferWriter<byte> _bytes = new(2048);
    private readonly byte[] _header = new byte[MessageHeaderLength];
    private int _read;
    private int _messageCount;

    /// <summary>Everything that was given to it.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    public ClientHelloStatus Status { get; private set; }

    /// <summary>The host name asked for; empty where there is none, or no hello.</summary>
    public string ServerName
    {
        get
        {
            if (Status != ClientHelloStatus.Complete)
            {
                return "";
            }

            ReadOnlySpan<byte> body = ReadMessage().AsSpan(MessageHeaderLength, MessageLength);
            var hello = HandshakeMessageParser.Parse(HandshakeMessageParser.ClientHello, body, null).Details as ClientHelloDetails;
            return hello?.ServerName ?? "";
        }
    }

    /// <summary>Takes more bytes.</summary>
    /// <returns>Whether more are needed.</returns>
    public bool Add(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        while (Status == ClientHelloStatus.Incomplete && TryReadRecord())
        {
        }

        if (Status == ClientHelloStatus.Incomplete && _bytes.WrittenCount > MaxBytes)
        {
            Status = ClientHelloStatus.TooLong;
        }

        return Status == ClientHelloStatus.Incomplete;
    }

    private bool TryReadRecord()
    {
        ReadOnlySpan<byte> record = _bytes.WrittenSpan[_read..];
        if (record.IsEmpty)
        {
            return false;
        }

        // RFC 8446 §5.1: nothing may come between the records of one message, and none of them is empty.
        bool isHandshake = record[0] == ContentType.Handshake && (record.Length < 2 || record[1] == 3);
        if (!isHandshake)
        {
            Status = ClientHelloStatus.Missing;
            return false;
        }

        if (record.Length < RecordHeaderLength)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(record[3..]);
        if (length is 0 or > MaxFragmentLength)
        {
            Status = ClientHelloStatus.Missing;
            return false;
        }

        // The type of the message is looked at before its record is whole: who sends something else is not waited for.
        if (record.Length > RecordHeaderLength && _messageCount == 0 && record[RecordHeaderLength] != HandshakeMessageParser.ClientHello)
        {
            Status = ClientHelloStatus.Missing;
            return false;
        }

        if (record.Length < RecordHeaderLength + length)
        {
            return false;
        }

        ReadOnlySpan<byte> fragment = record.Slice(RecordHeaderLength, length);
        for (int i = 0; i < fragment.Length && _messageCount + i < MessageHeaderLength; i++)
        {
            _header[_messageCount + i] = fragment[i];
        }

        _messageCount += length;
        _read += RecordHeaderLength + length;
        Status = _messageCount < MessageHeaderLength ? ClientHelloStatus.Incomplete
            : MessageLength > MaxLength ? ClientHelloStatus.TooLong
            : _messageCount < MessageHeaderLength + MessageLength ? ClientHelloStatus.Incomplete
            : ClientHelloStatus.Complete;
        return true;
    }

    private int MessageLength => (_header[1] << 16) | BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2));

    // Out of its records, once it is whole.
    private byte[] ReadMessage()
    {
        byte[] message = new byte[_messageCount];
        ReadOnlySpan<byte> records = _bytes.WrittenSpan[.._read];
        for (int filled = 0; !records.IsEmpty;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(records[3..]);
            records.Slice(RecordHeaderLength, length).CopyTo(message.AsSpan(filled));
            filled += length;
            records = records[(RecordHeaderLength + length)..];
        }

        return message;
    }
}
