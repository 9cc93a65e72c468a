// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Serialization;

/// <summary>
/// What a reader may let pass that is not XML. Everything that XML and namespaces allow, and every liberty of devices that can be read one
/// way only, is taken without asking; these cannot.
/// </summary>
[Flags]
public enum CwmpTolerance
{
    /// <summary>Nothing: what is not well-formed is refused. The default.</summary>
    None = 0,

    /// <summary>
    /// An envelope that is not UTF-8, and does not say what it is, is read as Latin-1. Old devices put the accented letters of a Wi-Fi name
    /// there. It takes the whole envelope to know that, so that a list that is enumerated item by item is still refused.
    /// </summary>
    Latin1Fallback = 1,

    /// <summary>
    /// In values of parameters, and nowhere else, a character XML does not have is read as U+FFFD and an ampersand that begins no reference
    /// as itself.
    /// </summary>
    RepairParameterValues = 2,
}
