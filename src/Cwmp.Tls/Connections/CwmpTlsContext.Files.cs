// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Diagnostics;

namespace Cwmp.Tls;

/// <content>What is in force, and the files behind it.</content>
public sealed partial class CwmpTlsContext
{
    /// <summary>
    /// Raised on a thread of the pool after changed files came into force; new handshakes use them. See
    /// <see cref="CwmpTlsContextBuilder.WatchFiles"/>. An exception of a handler is logged.
    /// </summary>
    public event EventHandler<CwmpTlsReloadEventArgs>? Reloaded;

    /// <summary>
    /// Raised once for each change whose files cannot be used; the last good files stay in force. An exception of a handler is logged.
    /// </summary>
    public event EventHandler<CwmpTlsReloadEventArgs>? ReloadFailed;

    /// <summary>
    /// Reads the files of the builder again, at once and whether or not they changed: for programs that know when they did, by a signal or
    /// a renewal hook. <see cref="Reloaded"/> and <see cref="ReloadFailed"/> tell the outcomes.
    /// </summary>
    /// <returns>Whether all files could be used. Those that could not leave the last good ones in force.</returns>
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
