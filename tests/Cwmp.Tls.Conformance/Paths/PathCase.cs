// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Text.Json;

namespace Cwmp.Tls.Conformance;

/// <summary>
/// One case of a file of the x509-limbo format (github.com/C2SP/x509-limbo, limbo-schema.json): what the peer shows, what is asked of it,
/// and what should come out. Every field may be absent or null; what nobody here understands is noted and can only refuse.
/// </summary>
internal sealed record PathCase
{
    public required string Id { get; init; }

    /// <summary>The peer is a client; otherwise it is a server.</summary>
    public bool IsClient { get; init; }

    public IReadOnlyList<string> TrustedCertificates { get; init; } = [];

    public IReadOnlyList<string> Intermediates { get; init; } = [];

    public string PeerCertificate { get; init; } = string.Empty;

    /// <summary>The time to judge at; now where absent.</summary>
    public DateTimeOffset? ValidationTime { get; init; }

    public IReadOnlyList<string> SignatureAlgorithms { get; init; } = [];

    public IReadOnlyList<string> KeyUsage { get; init; } = [];

    public IReadOnlyList<string> ExtendedKeyUsage { get; init; } = [];

    public bool ShouldBeAccepted { get; init; }

    /// <summary>All of them are to be found in the peer's certificate.</summary>
    public IReadOnlyList<PathPeerName> ExpectedPeerNames { get; init; } = [];

    /// <summary>Intermediates allowed; any number where absent.</summary>
    public long? MaxChainDepth { get; init; }

    public IReadOnlyList<string> Crls { get; init; } = [];

    /// <summary>A field that could not be read, so that nothing the case asks for can be said to hold; null where there is none.</summary>
    public string? Unreadable { get; init; }

    /// <summary>What comes before the last "::" of the id, for the report.</summary>
    public string Category => Id.LastIndexOf("::", StringComparison.Ordinal) is > 0 and var at ? Id[..at] : Id;

    /// <summary>Reads a case. <paramref name="number"/> names one without an id.</summary>
    public static PathCase Read(JsonElement element, int number)
    {
        var fields = new Fields(element);
        string kind = fields.Text("validation_kind") ?? "SERVER";
        string result = fields.Text("expected_result") ?? string.Empty;
        var vector = new PathCase
        {
            Id = fields.Text("id") ?? string.Create(CultureInfo.InvariantCulture, $"case {number}"),
            IsClient = kind == "CLIENT",
            TrustedCertificates = fields.Texts("trusted_certs"),
            Intermediates = fields.Texts("untrusted_intermediates"),
            PeerCertificate = fields.Text("peer_certificate") ?? string.Empty,
            ValidationTime = fields.Time("validation_time"),
            SignatureAlgorithms = fields.Texts("signature_algorithms"),
            KeyUsage = fields.Texts("key_usage"),
            ExtendedKeyUsage = fields.Texts("extended_key_usage"),
            ShouldBeAccepted = result == "SUCCESS",
            ExpectedPeerNames = [.. fields.Names("expected_peer_name"), .. fields.Names("expected_peer_names")],
            MaxChainDepth = fields.Number("max_chain_depth"),
            Crls = fields.Texts("crls"),
        };
        string? unreadable = fields.Unreadable
            ?? (kind is "SERVER" or "CLIENT" ? null : $"validation_kind '{kind}'")
            ?? (result is "SUCCESS" or "FAILURE" ? null : $"expected_result '{result}'");
        return vector with { Unreadable = unreadable };
    }

    /// <summary>The fields of an object, read leniently; the first that is of another kind than it should be is remembered.</summary>
    private sealed class Fields(JsonElement element)
    {
        public string? Unreadable { get; private set; } = element.ValueKind == JsonValueKind.Object ? null : "the case is no object";

        public string? Text(string name) => Find(name) is { } value ? TextOf(name, value) : null;

        public List<string> Texts(string name)
        {
            var texts = new List<string>();
            foreach (JsonElement item in Items(name))
            {
                if (TextOf(name, item) is { } text)
                {
                    texts.Add(text);
                }
            }

            return texts;
        }

        public long? Number(string name)
        {
            if (Find(name) is not { } value)
            {
                return null;
            }

            if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsInteger(number))
            {
                return (long)Math.Clamp(number, int.MinValue, int.MaxValue);
            }

            Note(name);
            return null;
        }

        // A time without an offset is UTC, as that of a certificate is.
        public DateTimeOffset? Time(string name)
        {
            if (Text(name) is not { } text)
            {
                return null;
            }

            const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces;
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out DateTimeOffset time))
            {
                return time;
            }

            Note(name);
            return null;
        }

        public IEnumerable<PathPeerName> Names(string name)
        {
            foreach (JsonElement item in Items(name))
            {
                var fields = new Fields(item);
                if (fields.Text("kind") is { } kind && fields.Text("value") is { } value)
                {
                    yield return new PathPeerName(kind, value);
                }
                else
                {
                    Note(name);
                }
            }
        }

        // A list, or one thing where a list of one could stand; nulls count as absent.
        private IEnumerable<JsonElement> Items(string name) => Find(name) switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Where(item => item.ValueKind != JsonValueKind.Null),
            { } one => [one],
        };

        private JsonElement? Find(string name) =>
            element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value)
                && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
                ? value
                : null;

        private string? TextOf(string name, JsonElement value)
        {
            try
            {
                if (value.ValueKind == JsonValueKind.String)
                {
                    return value.GetString();
                }
            }
            catch (InvalidOperationException)
            {
                // Half of a surrogate pair, or octets that are not UTF-8.
            }

            Note(name);
            return null;
        }

        private void Note(string name) => Unreadable ??= $"field {name}";
    }
}

/// <summary>A name the peer should have.</summary>
/// <param name="Kind">DNS, IP or RFC822.</param>
/// <param name="Value">The name.</param>
internal sealed record PathPeerName(string Kind, string Value);
