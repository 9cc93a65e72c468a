// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Acs.Sessions;

/// <summary>
/// A request of the handler on its way to the CPE and back. Its continuation, the handler, runs on the thread that brought the answer.
/// </summary>
internal sealed class AcsCall(CwmpRequest request, string id, bool hold, byte[] envelope) : TaskCompletionSource<CwmpMessage>
{
    public CwmpRequest Request { get; } = request;

    public string Id { get; } = id;

    public bool Hold { get; } = hold;

    public byte[] Envelope { get; } = envelope;

    /// <summary>When it went out, where RPC times are observed.</summary>
    public long SentAt { get; set; }

    /// <summary>Its span, where traces are observed.</summary>
    public Activity? Activity { get; set; }
}
