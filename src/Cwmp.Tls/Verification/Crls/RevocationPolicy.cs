// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Crls;

/// <summary>What it means that no CRL tells whether a certificate has been revoked. Being revoked always refuses.</summary>
public enum RevocationPolicy
{
    /// <summary>
    /// A CA for which a CRL is given must have a valid and current one; a CA for which none is given is not asked about. The default:
    /// giving CRLs is enough to have them obeyed.
    /// </summary>
    WhereProvided,

    /// <summary>Only what a valid CRL lists is refused; a CRL that is missing, damaged or out of date changes nothing.</summary>
    SoftFail,

    /// <summary>
    /// The peer's certificate must be covered by a valid and current CRL; CAs are treated as by <see cref="WhereProvided"/>.
    /// </summary>
    HardFailLeaf,

    /// <summary>Every certificate below the anchor must be covered by a valid and current CRL.</summary>
    HardFail,
}
