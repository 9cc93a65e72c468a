// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The state of an option. Unknown numbers are carried.</summary>
public enum OptionState
{
    /// <summary>0: disabled and not set up.</summary>
    DisabledNotSetUp = 0,

    /// <summary>1: enabled, but not set up.</summary>
    EnabledNotSetUp = 1,

    /// <summary>2: disabled, but set up.</summary>
    DisabledSetUp = 2,

    /// <summary>3: enabled and set up.</summary>
    EnabledSetUp = 3,
}
