// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Buffers.Binary;
using Cwmp.Tls.Tracing;

namespace Cwmp.Tls.Connections.Listening;

/// <summary>How far a ClientHello could be found.</summary>
internal enum ClientHelloStatus
{
    /// <summary>It is not whole yet.</summary>
    Incomplete = 0,

    /// <summary>It is whole.</summary>
    Complete,

    /// <summary>The bytes are not those of a ClientHello; what they are is for the engine to find.</summary>
    Missing,

    /// <summary>It is longer than is read.</summary>
    TooLong,
}

/// <summary>
/// Finds the first handshake message of a client before there is an engine, because the host name in it decides which context, and so which engine,
/// serves the client. Takes bytes however they are cut, into reads and into records. Not thread-safe.
/// </summary>
internal sealed class ClientHelloScan
{
    /// <summary>
    /// The longest ClientHello taken. Browsers send 2 KiB with post-quantum key shares; OpenSSL itself stops at 128 KiB.
    /// </summary>
    public const int MaxLength = 32 * 1024;

    // RFC 8446 §5.1.
    private const int RecordHeaderLength = 5;
    private const int MaxFragmentLength = 1 << 14;
    private const int MessageHeaderLength = 4;

    // Records of a single byte each would take six times as many; nobody sends these but to hold the place.
    private const int MaxBytes = 2 * MaxLength;

    private readonly ArrayBufferWriter<byte> _bytes = new(2048);
    private readonly ArrayBufferWriter<byte> _message = new(2048);
    private int _read;

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

            ReadOnlySpan<byte> body = _message.WrittenSpan.Slice(MessageHeaderLength, LengthOf(_message.WrittenSpan));
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
        if (record.Length > RecordHeaderLength && _message.WrittenCount == 0 && record[RecordHeaderLength] != HandshakeMessageParser.ClientHello)
        {
            Status = ClientHelloStatus.Missing;
            return false;
        }

        if (record.Length < RecordHeaderLength + length)
        {
            return false;
        }

        _message.Write(record.Slice(RecordHeaderLength, length));
        _read += RecordHeaderLength + length;
        Status = Judge(_message.WrittenSpan);
        return true;
    }

    private static ClientHelloStatus Judge(ReadOnlySpan<byte> message)
    {
        if (message.Length < MessageHeaderLength)
        {
            return ClientHelloStatus.Incomplete;
        }

        int length = LengthOf(message);
        return length > MaxLength ? ClientHelloStatus.TooLong
            : message.Length < MessageHeaderLength + length ? ClientHelloStatus.Incomplete
            : ClientHelloStatus.Complete;
    }

    private static int LengthOf(ReadOnlySpan<byte> message) => (message[1] << 16) | BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
}
