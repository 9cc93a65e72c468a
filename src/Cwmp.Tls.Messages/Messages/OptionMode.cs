// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>For how long an option is on. Unknown numbers are carried.</summary>
public enum OptionMode
{
    /// <summary>0: disabled.</summary>
    Disabled = 0,

    /// <summary>1: enabled until its expiration date.</summary>
    EnabledWithExpiration = 1,

    /// <summary>2: enabled without end.</summary>
    EnabledWithoutExpiration = 2,
}
