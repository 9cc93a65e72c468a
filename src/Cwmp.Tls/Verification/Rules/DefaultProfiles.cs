// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Rules;

/// <summary>The default profiles that ask for a rule.</summary>
[Flags]
internal enum DefaultProfiles
{
    /// <summary>None of them: a user may add the rule.</summary>
    None = 0,

    /// <summary><see cref="VerificationProfile.AcsServer"/>.</summary>
    AcsServer = 1,

    /// <summary><see cref="VerificationProfile.CpeDevice"/>.</summary>
    CpeDevice = 2,

    /// <summary>Both.</summary>
    All = AcsServer | CpeDevice,
}
