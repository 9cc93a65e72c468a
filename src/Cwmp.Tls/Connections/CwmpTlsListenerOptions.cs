// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls;

/// <summary>Limits and hooks of a <see cref="CwmpTlsListener"/>. Checked and copied when the listener is made.</summary>
public sealed class CwmpTlsListenerOptions : CwmpTlsAcceptorOptions
{
    /// <summary>How many TCP connections the operating system keeps waiting; 512 by default, at least 1.</summary>
    public int Backlog { get; set; } = 512;

    /// <summary>
    /// How many finished sessions wait for <see cref="CwmpTlsListener.AcceptAsync"/>; 256 by default, at least 1. More wait in their
    /// handshake's place.
    /// </summary>
    public int MaxWaitingSessions { get; set; } = 256;

    private protected override void AddMistakes(List<string> mistakes)
    {
        base.AddMistakes(mistakes);
        AddIfBelowOne(mistakes, nameof(Backlog), Backlog);
        AddIfBelowOne(mistakes, nameof(MaxWaitingSessions), MaxWaitingSessions);
    }
}
