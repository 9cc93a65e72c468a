// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Tracing;

/// <summary>What a server chose (RFC 5246 §7.4.1.3, RFC 8446 §4.1.3), or what it asks for again (HelloRetryRequest).</summary>
public sealed record ServerHelloDetails : HandshakeDetails
{
    internal ServerHelloDetails()
    {
    }

    /// <summary>The version chosen.</summary>
    public TlsParameter Version { get; internal set; }

    /// <summary>The cipher suite chosen.</summary>
    public TlsParameter CipherSuite { get; internal set; }

    /// <summary>The key-exchange group (TLS 1.3 only; in TLS 1.2 see <see cref="ServerKeyExchangeDetails"/>).</summary>
    public TlsParameter? Group { get; internal set; }

    /// <summary>The application protocol chosen, or null (in TLS 1.3 it is encrypted).</summary>
    public string? ApplicationProtocol { get; internal set; }

    /// <summary>Whether the server accepted a pre-shared key: a resumption in TLS 1.3.</summary>
    public bool HasPreSharedKey { get; internal set; }

    /// <summary>Whether this is a HelloRetryRequest.</summary>
    public bool IsRetryRequest { get; internal set; }

    /// <summary>Whether the server will send a session ticket (TLS 1.2).</summary>
    public bool WillSendTicket { get; internal set; }

    internal override int Weight => WeightOf(ApplicationProtocol);

    private protected override string Describe()
    {
        var text = new DetailsText();
        text.Add(Version.Name);
        text.Add(CipherSuite.Name);
        text.Add("group", Group?.Name);
        text.Add("ALPN", ApplicationProtocol);
        text.Add(HasPreSharedKey ? "resumed" : null);
        text.Add(WillSendTicket ? "ticket follows" : null);
        return text.ToString();
    }
}
