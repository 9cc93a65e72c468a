// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;

namespace Cwmp.Tls.Tracing;

/// <summary>
/// One row of a <see cref="HandshakeTrace"/>: a handshake message, a record, or the end of the connection. Immutable.
/// Texts that came from the peer are limited in length and free of control characters.
/// </summary>
public sealed record HandshakeFrame
{
    internal HandshakeFrame()
    {
    }

    /// <summary>The place in the trace, from 1.</summary>
    public int Number { get; internal init; }

    /// <summary>When the frame was complete (for joined application data: when its first record was).</summary>
    public DateTimeOffset Time { get; internal init; }

    /// <summary>Which way it went.</summary>
    public HandshakeDirection Direction { get; internal init; }

    /// <summary>What it is.</summary>
    public HandshakeFrameKind Kind { get; internal init; }

    /// <summary>The version in the record's header, or null where there is no record. TLS 1.3 writes TLS 1.2 (or 1.0) here.</summary>
    public TlsParameter? RecordVersion { get; internal init; }

    /// <summary>
    /// The negotiated version once the server has chosen it, before that the record's version; null where there is no record.
    /// </summary>
    public TlsParameter? Version { get; internal init; }

    /// <summary>
    /// Bytes: of a handshake message with its four bytes of header, otherwise of the record's content (all of them if joined).
    /// </summary>
    public long Length { get; internal init; }

    /// <summary>
    /// How many records this frame joins; 1 except for <see cref="HandshakeFrameKind.ApplicationData"/>, 0 where there is none.
    /// </summary>
    public int Records { get; internal init; }

    /// <summary>The decoded content, or null: encrypted, empty by nature, or dropped because the trace had reached its limits.</summary>
    public HandshakeDetails? Details { get; internal init; }

    /// <summary>Whether the content breaks its format. <see cref="Details"/> then holds what could be read before the break.</summary>
    public bool IsMalformed { get; internal init; }

    /// <summary>The name of the message as tables show it, such as <c>ClientHello</c> or <c>application data</c>.</summary>
    public string Message => Kind switch
    {
        HandshakeFrameKind.Unknown => "unknown handshake message",
        HandshakeFrameKind.EncryptedHandshake => "encrypted handshake",
        HandshakeFrameKind.Encrypted => "encrypted (handshake or data)",
        HandshakeFrameKind.Alert => Details is AlertDetails || IsMalformed ? "alert" : "encrypted alert",
        HandshakeFrameKind.ApplicationData => "application data",
        HandshakeFrameKind.Heartbeat => "heartbeat",
        HandshakeFrameKind.NotTls => "not TLS",
        HandshakeFrameKind.EndOfStream => "FIN",
        HandshakeFrameKind.Reset => "RST",
        _ => Kind.ToString(),
    };

    /// <summary>The content in one line of text, empty where there is nothing to say.</summary>
    public string Summary
    {
        get
        {
            string text = Details?.ToString() ?? "";
            if (Records > 1)
            {
                text = Join(text, string.Create(CultureInfo.InvariantCulture, $"{Records} records"));
            }

            return IsMalformed ? Join(text, "malformed") : text;
        }
    }

    /// <summary>Number, direction, message and summary, for logs.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Number} {Direction} {Message}{(Summary.Length > 0 ? ": " : "")}{Summary}");

    private static string Join(string first, string second) => first.Length == 0 ? second : first + "; " + second;
}
