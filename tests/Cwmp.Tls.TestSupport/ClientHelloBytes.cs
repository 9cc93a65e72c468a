// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cwmp.Tls.TestSupport;

/// <summary>
/// A ClientHello of TLS 1.3 made byte by byte (RFC 8446 §4.1.2), for what no TLS library can be made to send: no key share, odd records,
/// great lengths.
/// </summary>
public sealed record ClientHelloBytes
{
    private const ushort P256 = 23;

    /// <summary>The host name asked for; null for none.</summary>
    public string? ServerName { get; init; }

    /// <summary>
    /// Whether a key share for P-256 is sent. Without one a server asks for it with a HelloRetryRequest (RFC 8446 §4.1.4).
    /// </summary>
    public bool HasKeyShare { get; init; } = true;

    /// <summary>How many bytes of padding to send (RFC 7685); below zero for no extension.</summary>
    public int Padding { get; init; } = -1;

    /// <summary>A hello that differs in nothing but its key share must have the same (RFC 8446 §4.1.2).</summary>
    public byte[] Random { get; init; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>The same for the session id.</summary>
    public byte[] SessionId { get; init; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>The handshake message, without a record around it.</summary>
    public byte[] ToMessage()
    {
        var body = new List<byte>();
        body.AddRange([3, 3]);
        body.AddRange(Random);
        body.AddRange([32, .. SessionId]);
        body.AddRange([0, 4, 0x13, 0x01, 0x13, 0x02]);
        body.AddRange([1, 0]);

        var extensions = new List<byte>();
        if (ServerName is not null)
        {
            byte[] name = Encoding.ASCII.GetBytes(ServerName);
            Add(extensions, 0, Vector16([0, .. Vector16(name)]));
        }

        Add(extensions, 10, Vector16([0, (byte)P256]));
        Add(extensions, 13, Vector16([0x04, 0x03, 0x05, 0x03, 0x08, 0x04, 0x08, 0x05, 0x04, 0x01]));
        Add(extensions, 43, [2, 3, 4]);
        Add(extensions, 45, [1, 1]);
        Add(extensions, 51, Vector16(HasKeyShare ? [0, (byte)P256, .. Vector16(NewShare())] : []));
        if (Padding >= 0)
        {
            Add(extensions, 21, new byte[Padding]);
        }

        body.AddRange(Vector16([.. extensions]));
        return [1, (byte)(body.Count >> 16), (byte)(body.Count >> 8), (byte)body.Count, .. body];
    }

    /// <summary>The message in records of at most so many bytes.</summary>
    public byte[] ToRecords(int fragment = 16384) => ToRecords(ToMessage(), fragment);

    /// <summary>Any handshake message in records of at most so many bytes.</summary>
    public static byte[] ToRecords(byte[] message, int fragment) =>
        [.. message.Chunk(fragment).SelectMany<byte[], byte>(part => [22, 3, 1, (byte)(part.Length >> 8), (byte)part.Length, .. part])];

    private static byte[] NewShare()
    {
        using var key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        return [4, .. point.X!, .. point.Y!];
    }

    private static void Add(List<byte> extensions, ushort type, byte[] content) =>
        extensions.AddRange([(byte)(type >> 8), (byte)type, .. Vector16(content)]);

    private static byte[] Vector16(byte[] content)
    {
        byte[] vector = new byte[content.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(vector, (ushort)content.Length);
        content.CopyTo(vector, 2);
        return vector;
    }
}
