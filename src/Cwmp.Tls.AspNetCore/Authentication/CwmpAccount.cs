// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.AspNetCore.Endpoints;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.HttpAuthentication;

namespace Cwmp.Tls.AspNetCore.Authentication;

/// <summary>What an ACS knows of one HTTP user name: its secret and its device. Immutable.</summary>
public sealed class CwmpAccount
{
    /// <summary>Makes an account.</summary>
    /// <param name="credential">
    /// The password, or its Digest hashes for the realm of <see cref="CwmpAcsOptions.HttpAuthentication"/>.
    /// </param>
    /// <param name="device">
    /// The device that this user name stands for. Null (the default) where the name itself says it (<c>OUI-ProductClass-SerialNumber</c>,
    /// TR-069 §3.4.4), and where the name stands for no device.
    /// </param>
    public CwmpAccount(HttpCredential credential, DeviceIdentity? device = null)
    {
        ArgumentNullException.ThrowIfNull(credential);
        Credential = credential;
        Device = device;
    }

    /// <summary>The secret.</summary>
    public HttpCredential Credential { get; }

    /// <summary>The device, where the user name does not say it.</summary>
    public DeviceIdentity? Device { get; }
}
