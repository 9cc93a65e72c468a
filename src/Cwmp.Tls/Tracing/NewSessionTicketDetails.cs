// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;

namespace Cwmp.Tls.Tracing;

/// <summary>A TLS 1.2 session ticket (RFC 5077 §3.3). The ticket itself is not kept.</summary>
public sealed record NewSessionTicketDetails : HandshakeDetails
{
    internal NewSessionTicketDetails()
    {
    }

    /// <summary>How long the server means to honour the ticket; zero leaves it open.</summary>
    public TimeSpan Lifetime { get; internal init; }

    /// <summary>Bytes of the ticket.</summary>
    public int TicketLength { get; internal init; }

    private protected override string Describe() =>
        string.Create(CultureInfo.InvariantCulture, $"lifetime {(long)Lifetime.TotalSeconds} s; ticket of {TicketLength} bytes");
}
