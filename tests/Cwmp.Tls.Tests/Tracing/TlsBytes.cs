// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Tests.Tracing;

/// <summary>Writes TLS structures byte by byte. Vectors carry their length in 1, 2 or 3 bytes.</summary>
internal static class TlsBytes
{
    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(p => p)];

    public static byte[] U16(int value) => [(byte)(value >> 8), (byte)value];

    public static byte[] U24(int value) => [(byte)(value >> 16), (byte)(value >> 8), (byte)value];

    public static byte[] Vector8(params byte[][] parts) => Join([(byte)parts.Sum(p => p.Length)], Join(parts));

    public static byte[] Vector16(params byte[][] parts) => Join(U16(parts.Sum(p => p.Length)), Join(parts));

    public static byte[] Vector24(params byte[][] parts) => Join(U24(parts.Sum(p => p.Length)), Join(parts));

    public static byte[] List16(params int[] values) => Vector16([.. values.Select(U16)]);

    public static byte[] Record(byte type, byte[] content, int version = 0x0303) => Join([type], U16(version), Vector16(content));

    public static byte[] Message(byte type, params byte[][] body) => Join([type], Vector24(body));

    public static byte[] Handshake(byte type, params byte[][] body) => Record(22, Message(type, body));

    public static byte[] Extension(int type, params byte[][] content) => Join(U16(type), Vector16(content));

    /// <summary>A name of one UTF8String common name.</summary>
    public static byte[] Name(string commonName) => Name(0x0C, System.Text.Encoding.UTF8.GetBytes(commonName));

    /// <summary>A name of one common name of any string type.</summary>
    public static byte[] Name(byte stringType, byte[] value) =>
        Der(0x30, Der(0x31, Der(0x30, [0x06, 0x03, 0x55, 0x04, 0x03], Der(stringType, value))));

    /// <summary>One DER element, of less than 64 KiB.</summary>
    public static byte[] Der(byte tag, params byte[][] content)
    {
        int length = content.Sum(c => c.Length);
        byte[] header = length < 0x80 ? [tag, (byte)length] : length < 0x100 ? [tag, 0x81, (byte)length] : Join([tag, 0x82], U16(length));
        return Join(header, Join(content));
    }

    /// <summary>A plain hello as a TLS 1.2 client sends it.</summary>
    public static byte[] ClientHello12() => Handshake(
        1,
        [0x03, 0x03],            // version: TLS 1.2
        new byte[32],            // random
        [0x00],                  // no session id
        List16(0xC02B, 0x002F),  // suites
        [0x01, 0x00]);           // compression: none

    /// <summary>A server's hello that chooses TLS 1.2.</summary>
    public static byte[] ServerHello12(int suite = 0xC02B) => Handshake(
        2,
        [0x03, 0x03],            // version: TLS 1.2
        new byte[32],            // random
        [0x00],                  // no session id
        U16(suite),
        [0x00]);                 // compression: none

    /// <summary>A server's hello that chooses TLS 1.3.</summary>
    public static byte[] ServerHello13() => Handshake(
        2,
        [0x03, 0x03],            // version field frozen at TLS 1.2
        new byte[32],            // random
        [0x00],                  // no session id
        [0x13, 0x01],            // TLS_AES_128_GCM_SHA256
        [0x00],                  // compression: none
        Vector16(Extension(43, [0x03, 0x04]), Extension(51, [0x00, 0x1D], Vector16(new byte[32]))));
}
