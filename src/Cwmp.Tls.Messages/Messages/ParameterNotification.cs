// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>How a device reports a change of a parameter. The set is open; unknown numbers are carried.</summary>
public enum ParameterNotification
{
    /// <summary>0: not at all.</summary>
    Off = 0,

    /// <summary>1: with the next Inform that is sent anyway.</summary>
    Passive = 1,

    /// <summary>2: at once, in a session of its own.</summary>
    Active = 2,

    /// <summary>3: with the next lightweight notification (CWMP 1.4).</summary>
    PassiveLightweight = 3,

    /// <summary>4: both 1 and 3 (CWMP 1.4).</summary>
    PassiveAndPassiveLightweight = 4,

    /// <summary>5: at once, as a lightweight notification (CWMP 1.4).</summary>
    ActiveLightweight = 5,

    /// <summary>6: both 1 and 5 (CWMP 1.4).</summary>
    PassiveAndActiveLightweight = 6,
}
