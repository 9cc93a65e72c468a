// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Acs.Posts;

/// <summary>A POST of a session after its body was read.</summary>
internal readonly struct AcsPost
{
    public AcsPost(string? connectionKey, ReadOnlySpan<byte> body, CwmpEnvelope? envelope)
    {
        Envelope = envelope;
        ConnectionKey = connectionKey;
        Octets = body.Length;
        Kind = envelope?.Body switch
        {
            null => AcsPostKind.Empty,
            Inform => AcsPostKind.Inform,
            CwmpRequest => AcsPostKind.Request,
            _ => AcsPostKind.Answer,
        };

        // Tells a POST that is sent again from another one; nobody but the session's own device could gain from a collision.
        if (envelope is not null)
        {
            var hash = default(HashCode);
            hash.AddBytes(body);
            Fingerprint = ((long)body.Length << 32) | (uint)hash.ToHashCode();
        }
    }

    public AcsPostKind Kind { get; }

    public CwmpEnvelope? Envelope { get; }

    public string? ConnectionKey { get; }

    public long Fingerprint { get; }

    /// <summary>How many octets the body has.</summary>
    public int Octets { get; }

    public string? Id => Envelope?.Id;
}
