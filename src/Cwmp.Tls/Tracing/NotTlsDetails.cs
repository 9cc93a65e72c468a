// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Tracing;

/// <summary>What bytes that are no TLS record look like. The bytes themselves are not kept.</summary>
public sealed record NotTlsDetails : HandshakeDetails
{
    internal NotTlsDetails()
    {
    }

    /// <summary>For example <c>looks like an HTTP request (POST)</c>.</summary>
    public string Guess { get; internal init; } = "";

    internal override int Weight => WeightOf(Guess);

    private protected override string Describe() => Guess;
}
