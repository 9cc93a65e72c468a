// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls;

/// <summary>What a context has in force at one moment, for health checks and dashboards. Immutable.</summary>
public sealed record CwmpTlsContextStatus
{
    /// <summary>The subject of the own certificate; null where there is none.</summary>
    public string? CertificateSubject { get; init; }

    /// <summary>When the own certificate expires, or the first of the intermediates sent with it; null where there is none.</summary>
    public DateTimeOffset? CertificateNotAfter { get; init; }

    /// <summary>How many authorities are trusted.</summary>
    public int TrustedAuthorities { get; init; }

    /// <summary>How many CRLs there are.</summary>
    public int Crls { get; init; }

    /// <summary>
    /// When the first of the CRLs lapses (<see cref="Verification.Crls.CrlStore.NextUpdate"/>); null where there is none.
    /// </summary>
    public DateTimeOffset? CrlsNextUpdate { get; init; }

    /// <summary>What changed files could not be used, with the reasons; the last good ones are in force. Empty where all is well.</summary>
    public IReadOnlyList<CwmpTlsReloadEventArgs> FailedReloads { get; init; } = [];
}
