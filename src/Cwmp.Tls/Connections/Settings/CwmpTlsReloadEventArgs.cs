// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls;

/// <summary>Files of a context were read again, or could not be. Immutable.</summary>
public sealed class CwmpTlsReloadEventArgs : EventArgs
{
    internal CwmpTlsReloadEventArgs(CwmpTlsFileKind kind, IReadOnlyList<string> files, Exception? error)
    {
        Kind = kind;
        Files = files;
        Error = error;
    }

    /// <summary>What the files are for.</summary>
    public CwmpTlsFileKind Kind { get; }

    /// <summary>The files and directories, as they were named to the builder.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>
    /// Why they cannot be used, most often a <see cref="CwmpTlsConfigurationException"/> that lists everything; null where they are in
    /// force now. Names files, holds no secrets.
    /// </summary>
    public Exception? Error { get; }
}
