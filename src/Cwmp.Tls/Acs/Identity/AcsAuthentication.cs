// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Acs.Identity;

/// <summary>By what an ACS knows which device it talks to.</summary>
public enum AcsAuthentication
{
    /// <summary>By nothing: <see cref="AcsIdentityOptions.AllowUnauthenticatedDevices"/> let the device in on its word.</summary>
    None = 0,

    /// <summary>By an HTTP user name and password.</summary>
    Password,

    /// <summary>By a certificate that names this one device.</summary>
    Certificate,
}
