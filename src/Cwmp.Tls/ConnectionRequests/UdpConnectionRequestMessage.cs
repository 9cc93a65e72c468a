// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cwmp.Tls.HttpAuthentication;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>
/// The signed datagram of a UDP connection request (TR-069 Annex G): an HTTP GET line whose query has a time, an identifier, a user, a
/// nonce and an HMAC-SHA1 over them. Anybody can send one, and it can get lost or be repeated; <see cref="UdpConnectionRequestVerifier"/>
/// decides whether it counts. Immutable.
/// </summary>
internal sealed class UdpConnectionRequestMessage
{
    /// <summary>The longest datagram that is read, in bytes.</summary>
    public const int MaxLength = 2048;

    private const int MaxParameters = 16;

    // The signature covers ts and id without anything between them, so ts=1700000000 id=123 and ts=17000000001 id=23 have the same
    // signature. An attacker who captures the first could send the second, which is newer than any other, and no later message would be
    // accepted. A fixed length prevents that; 10 digits are the years 2001 to 2286.
    private const int TimestampDigits = 10;

    private readonly string _timestampText;
    private readonly string _idText;
    private readonly string _wireUsername;
    private readonly string _clientNonce;
    private readonly byte[] _signature;

    private UdpConnectionRequestMessage(string timestampText, string idText, string wireUsername, string clientNonce, byte[] signature)
    {
        _timestampText = timestampText;
        _idText = idText;
        _wireUsername = wireUsername;
        _clientNonce = clientNonce;
        _signature = signature;
    }

    /// <summary>When the message was made, in Unix seconds.</summary>
    public long Timestamp { get; private init; }

    /// <summary>The identifier of the logical request; copies share it.</summary>
    public ulong Id { get; private init; }

    /// <summary>The ConnectionRequestUsername.</summary>
    public string Username => WireText.Decode(_wireUsername);

    /// <summary>Makes and signs a message.</summary>
    public static UdpConnectionRequestMessage Create(long timestamp, ulong id, string username, string clientNonce, string password)
    {
        string timestampText = timestamp.ToString(CultureInfo.InvariantCulture);
        string idText = id.ToString(CultureInfo.InvariantCulture);
        string wireUsername = WireText.FromUtf8(username);
        byte[] signature = Sign(Encoding.UTF8.GetBytes(password), timestampText, idText, wireUsername, clientNonce);
        return new UdpConnectionRequestMessage(timestampText, idText, wireUsername, clientNonce, signature)
        {
            Timestamp = timestamp,
            Id = id,
        };
    }

    /// <summary>Reads a datagram; false where it is no connection request, or is ambiguous.</summary>
    public static bool TryParse(ReadOnlySpan<byte> datagram, [NotNullWhen(true)] out UdpConnectionRequestMessage? message)
    {
        message = null;
        if (datagram.Length > MaxLength || !HttpHead.TryParseRequest(datagram, out HttpHead? head) || head.First != "GET" ||
            !TryReadQuery(head.Second, out Dictionary<string, string>? query) ||
            !query.TryGetValue("ts", out string? timestampText) || !query.TryGetValue("id", out string? idText) ||
            !query.TryGetValue("un", out string? username) || !query.TryGetValue("cn", out string? clientNonce) ||
            !query.TryGetValue("sig", out string? signatureText) ||
            timestampText.Length != TimestampDigits || timestampText[0] == '0' ||
            !long.TryParse(timestampText, NumberStyles.None, CultureInfo.InvariantCulture, out long timestamp) ||
            !ulong.TryParse(idText, NumberStyles.None, CultureInfo.InvariantCulture, out ulong id))
        {
            return false;
        }

#pragma warning disable RS0030 // SHA-1 is what Annex G says.
        byte[] signature = new byte[HMACSHA1.HashSizeInBytes];
#pragma warning restore RS0030
        if (signatureText.Length != signature.Length * 2 ||
            Convert.FromHexString(signatureText, signature, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        message = new UdpConnectionRequestMessage(timestampText, idText, username, clientNonce, signature)
        {
            Timestamp = timestamp,
            Id = id,
        };
        return true;
    }

    /// <summary>Whether the signature was made with this password. The time it takes tells nothing about the password.</summary>
    public bool IsSignedWith(string password)
    {
        bool right = false;
        foreach (byte[] key in WireText.Encodings(password))
        {
            right |= CryptographicOperations.FixedTimeEquals(_signature, Sign(key, _timestampText, _idText, _wireUsername, _clientNonce));
        }

        return right;
    }

    /// <summary>The datagram for a device; it contains the address of the device as <c>host:port</c>.</summary>
    public byte[] Format(string authority) => Encoding.ASCII.GetBytes(
        $"GET http://{authority}?ts={_timestampText}&id={_idText}&un={WireText.Escape(_wireUsername)}&cn={WireText.Escape(_clientNonce)}" +
        $"&sig={Convert.ToHexStringLower(_signature)} HTTP/1.1\r\nHost: {authority}\r\n\r\n");

    // TR-069 Annex G: HMAC-SHA1 over ts, id, un and cn as decoded text, one after the other.
    private static byte[] Sign(byte[] key, string timestamp, string id, string wireUsername, string clientNonce)
    {
#pragma warning disable CA5350, RS0030 // Annex G demands SHA-1. HMAC does not depend on the property that SHA-1 has lost.
        byte[] signature = HMACSHA1.HashData(key, Encoding.Latin1.GetBytes(timestamp + id + wireUsername + clientNonce));
#pragma warning restore CA5350, RS0030
        CryptographicOperations.ZeroMemory(key);
        return signature;
    }

    private static bool TryReadQuery(string target, [NotNullWhen(true)] out Dictionary<string, string>? query)
    {
        query = null;
        if (ConnectionRequestUrl.TryParse(target, out ConnectionRequestUrl? url, out _))
        {
            target = url.Target;
        }

        // The path is empty; agents that send a slash are understood as well.
        if (!target.StartsWith("/?", StringComparison.Ordinal))
        {
            return false;
        }

        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string parameter in target[2..].Split('&'))
        {
            int equals = parameter.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || read.Count == MaxParameters || !WireText.TryUnescape(parameter.AsSpan(equals + 1), out string value) ||
                !HttpAuthenticationHeader.IsQuotable(value) || !read.TryAdd(parameter[..equals], value))
            {
                return false;
            }
        }

        query = read;
        return true;
    }
}
