// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Diagnostics;

/// <summary>Something in use whose end an operator must see coming.</summary>
internal interface IExpiringMaterial
{
    /// <summary>The own certificate's subject; empty where there is none.</summary>
    string CertificateSubject { get; }

    DateTimeOffset? CertificateNotAfter { get; }

    DateTimeOffset? CrlsNextUpdate { get; }

    /// <summary>What its clock says.</summary>
    DateTimeOffset UtcNow { get; }
}
