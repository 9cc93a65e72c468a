// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Acs.Identity;

/// <summary>How a proven identity relates to the DeviceId of an Inform.</summary>
internal enum AcsIdentityMatch
{
    /// <summary>Another device.</summary>
    Different = 0,

    /// <summary>The same OUI and serial number, but it takes the ProductClass to tell the maker's devices apart.</summary>
    LacksProductClass,

    /// <summary>The same device.</summary>
    Same,
}
