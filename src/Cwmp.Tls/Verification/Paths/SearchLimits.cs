// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Keys;

namespace Cwmp.Tls.Verification.Paths;

/// <summary>What one verification may cost, whatever the peer sends.</summary>
internal sealed record SearchLimits
{
    /// <summary>Intermediate certificates in one path; self-issued ones do not count.</summary>
    public int MaxIntermediates { get; init; } = 8;

    /// <summary>
    /// Signature checks for the message alone, once it is clear that the peer is refused: enough for one path of the usual limit.
    /// </summary>
    public const int MaxExplainingChecks = 10;

    /// <summary>
    /// Signature checks in one verification, over all paths that are tried; one with a key that costs more counts more
    /// (<see cref="PublicKeyInfo.VerificationCost"/>).
    /// </summary>
    public int MaxSignatureChecks { get; init; } = 100;

    /// <summary>
    /// Signatures that turn out bad, in one verification. They come about where a CA changed its key and kept its name without key
    /// identifiers, or where somebody forges.
    /// </summary>
    public int MaxFailedSignatureChecks { get; init; } = 32;

    /// <summary>Paths up to an anchor that are judged in full before one of them is good.</summary>
    public int MaxCompletePaths { get; init; } = 64;

    /// <summary>Certificates that are tried as an issuer, over all paths.</summary>
    public int MaxSteps { get; init; } = 4096;

    /// <summary>Comparisons of a name with a name constraint.</summary>
    public int MaxNameComparisons { get; init; } = 250_000;

    /// <summary>Certificates the peer may send beside its own; more are not looked at.</summary>
    public int MaxCertificates { get; init; } = 128;

    /// <summary>Octets of one certificate.</summary>
    public int MaxCertificateSize { get; init; } = 256 * 1024;

    /// <summary>Octets of all certificates beside the peer's own; what comes after is not looked at.</summary>
    public long MaxPoolSize => 4L * MaxCertificateSize;
}
