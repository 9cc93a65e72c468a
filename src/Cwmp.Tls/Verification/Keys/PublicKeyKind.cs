// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Der;

namespace Cwmp.Tls.Verification.Keys;

/// <summary>What kind of key a certificate conveys.</summary>
internal enum PublicKeyKind
{
    Unknown,
    Rsa,
    P256,
    P384,
    P521,
    Ed25519,
    Dsa,

    /// <summary>An EC key on a named curve that is not supported.</summary>
    OtherCurve,

    /// <summary>An EC key whose curve is spelt out (RFC 5480 §2.1.1 forbids it).</summary>
    ExplicitCurve,

    /// <summary>A key of a known kind whose contents are not valid.</summary>
    Malformed,
}
