// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.AspNetCore.Authentication;

/// <summary>What came of the HTTP credentials of a request.</summary>
internal readonly record struct HttpClaim
{
    public AcsHttpAuthentication Result { get; init; }

    /// <summary>The name, where there was one that could be read.</summary>
    public string? Username { get; init; }

    /// <summary>The device a verified name stands for.</summary>
    public DeviceIdentity? Device { get; init; }

    /// <summary>The password was right but the nonce too old: the next challenge says so.</summary>
    public bool IsStale { get; init; }

    /// <summary>Too many failures lately: the request is refused without a look at its password.</summary>
    public bool IsBlocked { get; init; }
}
