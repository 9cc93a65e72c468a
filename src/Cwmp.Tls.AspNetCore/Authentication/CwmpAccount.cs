// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.AspNetCore.Hosting;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.HttpAuthentication;

namespace Cwmp.Tls.AspNetCore.Authentication;

/// <summary>What an ACS knows of one HTTP user name: its secret and the device it stands for. Immutable.</summary>
public sealed class CwmpAccount
{
    /// <summary>Makes an account.</summary>
    /// <param name="credential">The password, or its Digest hashes for the realm of <see cref="CwmpAcsOptions.HttpAuthentication"/>.</param>
    /// <param name="device">
    /// The device this user name stands for; null (the default) where the name itself spells it (<c>OUI-ProductClass-SerialNumber</c>, TR-069 §3.4.4) or stands for none.
    /// </param>
    public CwmpAccount(HttpCredential credential, DeviceIdentity? device = null)
    {
        ArgumentNullException.ThrowIfNull(credential);
        Credential = credential;
        Device = device;
    }

    /// <summary>The secret.</summary>
    public HttpCredential Credential { get; }

    /// <summary>The device, where the user name does not spell it.</summary>
    public DeviceIdentity? Device { get; }
}
