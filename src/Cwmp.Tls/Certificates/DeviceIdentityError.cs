// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Certificates;

/// <summary>Why a certificate gave no device identity.</summary>
public enum DeviceIdentityError
{
    /// <summary>Not refused: there is an identity.</summary>
    None = 0,

    /// <summary>The certificate has no such attribute or name. A composite extractor tries the next one.</summary>
    NotPresent,

    /// <summary>
    /// The name is there but is not of the form the extractor reads, as in a certificate shared by a whole model. A composite extractor
    /// tries the next one.
    /// </summary>
    OtherForm,

    /// <summary>The name means to be of the form but breaks a rule: a bad escape, a control character, invalid UTF-8, too long.</summary>
    Malformed,

    /// <summary>The certificate gives more than one answer: two common names, two alternative names that name different devices.</summary>
    Ambiguous,

    /// <summary>The name is held in a string type that is not accepted.</summary>
    UnsupportedEncoding,

    /// <summary>The user's own mapping refused the name.</summary>
    Rejected,
}
