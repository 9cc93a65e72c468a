// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.Json.Serialization;

namespace Cwmp.Tls.Conformance;

/// <summary>A file of the x509-limbo format (github.com/C2SP/x509-limbo, limbo-schema.json), as far as judging needs it.</summary>
internal sealed record PathSuite
{
    [JsonPropertyName("testcases")]
    public required IReadOnlyList<PathCase> Cases { get; init; }
}

/// <summary>One case: what the peer shows, what is asked of it, and what should come out.</summary>
internal sealed record PathCase
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>SERVER or CLIENT.</summary>
    [JsonPropertyName("validation_kind")]
    public required string ValidationKind { get; init; }

    [JsonPropertyName("trusted_certs")]
    public IReadOnlyList<string> TrustedCertificates { get; init => field = value ?? []; } = [];

    [JsonPropertyName("untrusted_intermediates")]
    public IReadOnlyList<string> Intermediates { get; init => field = value ?? []; } = [];

    [JsonPropertyName("peer_certificate")]
    public required string PeerCertificate { get; init; }

    /// <summary>The time to judge at; now where absent.</summary>
    [JsonPropertyName("validation_time")]
    public DateTimeOffset? ValidationTime { get; init; }

    [JsonPropertyName("signature_algorithms")]
    public IReadOnlyList<string> SignatureAlgorithms { get; init => field = value ?? []; } = [];

    [JsonPropertyName("key_usage")]
    public IReadOnlyList<string> KeyUsage { get; init => field = value ?? []; } = [];

    [JsonPropertyName("extended_key_usage")]
    public IReadOnlyList<string> ExtendedKeyUsage { get; init => field = value ?? []; } = [];

    /// <summary>SUCCESS or FAILURE.</summary>
    [JsonPropertyName("expected_result")]
    public required string ExpectedResult { get; init; }

    [JsonPropertyName("expected_peer_name")]
    public PathPeerName? ExpectedPeerName { get; init; }

    [JsonPropertyName("expected_peer_names")]
    public IReadOnlyList<PathPeerName> ExpectedPeerNames { get; init => field = value ?? []; } = [];

    /// <summary>Intermediates allowed; any number where absent.</summary>
    [JsonPropertyName("max_chain_depth")]
    public int? MaxChainDepth { get; init; }

    [JsonPropertyName("crls")]
    public IReadOnlyList<string> Crls { get; init => field = value ?? []; } = [];

    [JsonIgnore]
    public bool ShouldBeAccepted => ExpectedResult == "SUCCESS";

    /// <summary>What comes before the last "::" of the id, for the report.</summary>
    [JsonIgnore]
    public string Category => Id.LastIndexOf("::", StringComparison.Ordinal) is > 0 and var at ? Id[..at] : Id;
}

/// <summary>A name the peer should have.</summary>
internal sealed record PathPeerName
{
    /// <summary>DNS, IP or RFC822.</summary>
    [JsonPropertyName("kind")]
    public required string Kind { get; init; }

    [JsonPropertyName("value")]
    public required string Value { get; init; }
}

[JsonSerializable(typeof(PathSuite))]
internal sealed partial class PathJson : JsonSerializerContext;
