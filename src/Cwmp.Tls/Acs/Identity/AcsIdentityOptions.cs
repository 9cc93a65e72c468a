// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Acs.Identity;

/// <summary>
/// Whom an ACS believes to be the device of its Inform. The defaults demand TLS, and a unique certificate or the device's own password.
/// Each property that loosens this says so in its name. Read once, when the engine is made.
/// </summary>
public sealed class AcsIdentityOptions
{
    /// <summary>
    /// Whether devices may come without TLS. They then need Digest authentication; Basic is refused (TR-069 §3.4.4). Default false.
    /// </summary>
    public bool AllowPlaintext { get; set; }

    /// <summary>
    /// Whether a device without a unique certificate and without a password is taken at its word. Anybody can then be any device that never
    /// showed a certificate of its own. For laboratories. Default false.
    /// </summary>
    public bool AllowUnauthenticatedDevices { get; set; }

    /// <summary>Which device a right password opens the door to. Default <see cref="AcsPasswordRule.UsernameNamesTheDevice"/>.</summary>
    public AcsPasswordRule PasswordRule { get; set; }

    /// <summary>
    /// Makers whose serial numbers are unique over all their products, as six hexadecimal digits of the OUI: from them an identity of the
    /// form OUI-SerialNumber is enough for a device whose Inform has a ProductClass. Empty by default: such an identity is then refused.
    /// </summary>
    public ISet<string> OuisWithUniqueSerialNumbers { get; private set; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The record of devices that showed a unique certificate, which may not fall back to a password. Default: one in the memory of the
    /// engine. Null turns the guard off.
    /// </summary>
    public IAcsDowngradeGuard? DowngradeGuard { get; set; } = new AcsDowngradeGuard();

    /// <summary>The copy that an engine works with.</summary>
    internal AcsIdentityOptions Snapshot()
    {
        var copy = (AcsIdentityOptions)MemberwiseClone();
        copy.OuisWithUniqueSerialNumbers = new HashSet<string>(OuisWithUniqueSerialNumbers, StringComparer.OrdinalIgnoreCase);
        return copy;
    }

    /// <summary>
    /// What tells a device from all others: where the serial number alone does, the ProductClass is left out. The same device could
    /// otherwise come under any number of names, each with a session and a record of its own.
    /// </summary>
    internal DeviceIdentity KeyOf(DeviceIdentity device) =>
        device.HasProductClass
            && OuisWithUniqueSerialNumbers.Contains(device.Oui) ? new DeviceIdentity(device.Oui, device.SerialNumber) : device;

    /// <summary>Whether <paramref name="proven"/> is enough to be <paramref name="informed"/>.</summary>
    internal AcsIdentityMatch Match(DeviceIdentity proven, DeviceIdentity informed)
    {
        if (proven.Equals(informed))
        {
            return AcsIdentityMatch.Same;
        }

        if (proven.HasProductClass || proven.Oui != informed.Oui || proven.SerialNumber != informed.SerialNumber)
        {
            return AcsIdentityMatch.Different;
        }

        return OuisWithUniqueSerialNumbers.Contains(proven.Oui) ? AcsIdentityMatch.Same : AcsIdentityMatch.LacksProductClass;
    }
}
