// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Acs.Identity;

/// <summary>Which device a right HTTP password opens the door to.</summary>
public enum AcsPasswordRule
{
    /// <summary>The user name must stand for the very device of the Inform (TR-069 §3.4.4). The default.</summary>
    UsernameNamesTheDevice = 0,

    /// <summary>
    /// A user name that stands for no particular device opens the door to every device without a unique certificate. Any of them can then
    /// pose as any other; for fleets whose password is shared. A name that does stand for a device still opens the door to that device
    /// alone.
    /// </summary>
    SharedAccountsAllowed,
}
