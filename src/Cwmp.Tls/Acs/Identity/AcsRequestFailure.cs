// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Acs.Identity;

/// <summary>Why the ACS did not believe who sent a POST. The numbers are stable.</summary>
public enum AcsRequestFailure
{
    /// <summary>Not refused.</summary>
    None = 0,

    /// <summary>The device named in the Inform is not the one of its certificate.</summary>
    CertificateOfAnotherDevice = 1,

    /// <summary>The device named in the Inform is not the one of its HTTP user name.</summary>
    PasswordOfAnotherDevice = 2,

    /// <summary>Certificate and HTTP user name stand for different devices.</summary>
    CertificateAndPasswordDisagree = 3,

    /// <summary>
    /// The certificate names OUI and serial number only, the Inform a ProductClass too, and the OUI is not in
    /// <see cref="AcsIdentityOptions.OuisWithUniqueSerialNumbers"/>.
    /// </summary>
    CertificateLacksProductClass = 4,

    /// <summary>
    /// The HTTP user name stands for no particular device, and <see cref="AcsIdentityOptions.PasswordRule"/> asks for one.
    /// </summary>
    UsernameNamesNoDevice = 5,

    /// <summary>The HTTP credentials were wrong.</summary>
    WrongCredentials = 6,

    /// <summary>The POST came without TLS, and <see cref="AcsIdentityOptions.AllowPlaintext"/> is not set.</summary>
    PlaintextNotAllowed = 7,

    /// <summary>Basic credentials came without TLS.</summary>
    BasicWithoutTls = 8,

    /// <summary>The device showed a certificate of its own before, and now comes with a password alone.</summary>
    CertificateExpected = 9,

    /// <summary>The POST names a session of another device: a cookie that wandered.</summary>
    SessionOfAnotherDevice = 10,

    /// <summary>An Inform for another device came on a connection whose session still runs.</summary>
    ConnectionOfAnotherDevice = 11,

    /// <summary>The session began inside TLS, the POST came without.</summary>
    SessionLeftTls = 12,

    /// <summary>The DeviceId of the Inform breaks the rules of OUI, ProductClass or SerialNumber.</summary>
    MalformedDeviceId = 13,

    /// <summary>The sender showed a certificate that verification refused, or refuses by now.</summary>
    CertificateRefused = 14,
}
