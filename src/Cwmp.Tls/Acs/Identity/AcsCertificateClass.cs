// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Acs.Identity;

/// <summary>What a CPE's verified certificate says about the device (TR-069 Amendment 6, §3.4.4).</summary>
public enum AcsCertificateClass
{
    /// <summary>There is no certificate, or none that was verified.</summary>
    None = 0,

    /// <summary>
    /// The certificate is shared by a model or a maker: it proves the family, not the device. HTTP authentication has to say which device.
    /// </summary>
    Generic,

    /// <summary>The certificate names one device, and the device proved to own its key.</summary>
    Unique,
}
