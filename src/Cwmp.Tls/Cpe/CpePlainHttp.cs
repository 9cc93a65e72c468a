// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe;

/// <summary>
/// Where a CPE may use plain http. Without TLS neither side proves who it is: anybody on the path can play the ACS, read everything and
/// give orders.
/// </summary>
[Flags]
public enum CpePlainHttp
{
    /// <summary>Nowhere: the default.</summary>
    None = 0,

    /// <summary>Sessions with an ACS whose URL is <c>http://</c>. Passwords still travel only inside Digest.</summary>
    Acs = 1,

    /// <summary>Downloads and uploads with an <c>http://</c> URL. Only for files that carry a signature of their own.</summary>
    Transfers = 2,
}
