// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;

namespace Cwmp.Tls.Tracing;

/// <summary>What a client offers (RFC 5246 §7.4.1.2, RFC 8446 §4.1.2).</summary>
public sealed record ClientHelloDetails : HandshakeDetails
{
    internal ClientHelloDetails()
    {
    }

    /// <summary>The versions offered: the supported_versions extension, or without it the single highest version.</summary>
    public IReadOnlyList<TlsParameter> Versions { get; internal set; } = [];

    /// <summary>The host name the client asks for (SNI, RFC 6066 §3), or null.</summary>
    public string? ServerName { get; internal set; }

    /// <summary>The application protocols offered (ALPN, RFC 7301), for example <c>http/1.1</c>.</summary>
    public IReadOnlyList<string> ApplicationProtocols { get; internal set; } = [];

    /// <summary>The cipher suites in the client's order.</summary>
    public IReadOnlyList<TlsParameter> CipherSuites { get; internal set; } = [];

    /// <summary>The key-exchange groups in the client's order.</summary>
    public IReadOnlyList<TlsParameter> Groups { get; internal set; } = [];

    /// <summary>The groups the client already sent a key for (TLS 1.3).</summary>
    public IReadOnlyList<TlsParameter> KeyShareGroups { get; internal set; } = [];

    /// <summary>The signature schemes the client can verify.</summary>
    public IReadOnlyList<TlsParameter> SignatureSchemes { get; internal set; } = [];

    /// <summary>Bytes of session id; not zero when a TLS 1.2 session may be resumed, and always 32 from most TLS 1.3 clients.</summary>
    public int SessionIdLength { get; internal set; }

    /// <summary>Bytes of the TLS 1.2 session ticket presented (RFC 5077); 0 asks for one, null when the client knows no tickets.</summary>
    public int? TicketLength { get; internal set; }

    /// <summary>Whether the client presents a pre-shared key, which in practice is a TLS 1.3 ticket.</summary>
    public bool HasPreSharedKey { get; internal set; }

    /// <summary>Whether the client sends early data (0-RTT).</summary>
    public bool HasEarlyData { get; internal set; }

    internal override int Weight =>
        WeightOf(ApplicationProtocols) + WeightOf(ServerName) +
        (4 * (Versions.Count + CipherSuites.Count + Groups.Count + KeyShareGroups.Count + SignatureSchemes.Count));

    private protected override string Describe()
    {
        var text = new DetailsText();
        text.Add("", Versions);
        text.Add("SNI", ServerName);
        text.Add("ALPN", ApplicationProtocols);
        text.Add(TicketLength > 0 ? string.Create(CultureInfo.InvariantCulture, $"ticket of {TicketLength} bytes") : null);
        text.Add(HasPreSharedKey ? "pre-shared key" : null);
        text.Add(HasEarlyData ? "early data" : null);
        text.Add(SessionIdLength > 0 ? string.Create(CultureInfo.InvariantCulture, $"session id of {SessionIdLength} bytes") : null);
        text.Add("groups", Groups);
        text.Add("key shares", KeyShareGroups);
        text.Add("suites", CipherSuites);
        text.Add("signatures", SignatureSchemes);
        return text.ToString();
    }
}
