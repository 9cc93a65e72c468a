// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Diagnostics;

namespace Cwmp.Tls;

/// <content>What is in force, and the files behind it.</content>
public sealed partial class CwmpTlsContext
{
    /// <summary>
    /// Raised after changed files were taken up, on a thread of the pool; new handshakes use them. See <see cref="CwmpTlsContextBuilder.WatchFiles"/>. What a handler throws is
    /// logged.
    /// </summary>
    public event EventHandler<CwmpTlsReloadEventArgs>? Reloaded;

    /// <summary>Raised once for each change that could not be taken up; the last good files stay in force. What a handler throws is logged.</summary>
    public event EventHandler<CwmpTlsReloadEventArgs>? ReloadFailed;

    /// <summary>
    /// Reads the files that the builder was named again, at once and whether they changed or not, for programs that know when they did: by a signal, by a renewal hook.
    /// The outcomes go to <see cref="Reloaded"/> and <see cref="ReloadFailed"/>.
    /// </summary>
    /// <returns>Whether all could be used; those that could not leave the last good ones in force.</returns>
    public bool Reload()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        return _plan.Sources.Files.Reload();
    }

    /// <summary>Says what is in force now.</summary>
    public CwmpTlsContextStatus GetStatus() => _plan.Sources.GetStatus();

    private void OnReloaded(CwmpTlsReloadEventArgs outcome)
    {
        TlsMetrics.Reloaded(outcome.Kind.ToString(), outcome.Error is null);
        try
        {
            (outcome.Error is null ? Reloaded : ReloadFailed)?.Invoke(this, outcome);
        }
        catch (Exception e)
        {
            Log.HandlerThrew(e);
        }
    }
}
