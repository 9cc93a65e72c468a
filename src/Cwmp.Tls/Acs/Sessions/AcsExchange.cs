// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs.Posts;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Acs.Sessions;

/// <summary>One POST and its reply, kept until the next POST in case the reply got lost.</summary>
internal sealed class AcsExchange : TaskCompletionSource<AcsReply>
{
    // The reply may be found by the handler, which is not to write HTTP responses in the middle of its own call.
    public AcsExchange(in AcsPost post)
        : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        Kind = post.Kind;
        Fingerprint = post.Fingerprint;
        ConnectionKey = post.ConnectionKey;
        Request = post.Kind == AcsPostKind.Request ? post.Envelope : null;
        Octets = post.Octets;
    }

    public AcsPostKind Kind { get; }

    public long Fingerprint { get; }

    public string? ConnectionKey { get; }

    /// <summary>The CPE's request, where the POST carried one.</summary>
    public CwmpEnvelope? Request { get; }

    /// <summary>How many octets its body has.</summary>
    public int Octets { get; }

    /// <summary>Whether the CPE gave the ID back that it was asked with, so that IDs tell its answers apart.</summary>
    public bool EchoedId { get; set; }

    /// <summary>False after fault 8005, which asks the CPE to send the same request anew.</summary>
    public bool IsRepeatable { get; set; } = true;
}
