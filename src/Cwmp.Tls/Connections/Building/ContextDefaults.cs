// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Building;

/// <summary>The values of settings that nobody named.</summary>
internal static class ContextDefaults
{
    public static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The time between two looks at the files, where they are watched.</summary>
    public static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    /// <summary>The flags that are always in force.</summary>
    public const CwmpTlsFlags AlwaysOn =
        CwmpTlsFlags.ServerCipherPreference | CwmpTlsFlags.NoRenegotiation | CwmpTlsFlags.NoCompression;
}
