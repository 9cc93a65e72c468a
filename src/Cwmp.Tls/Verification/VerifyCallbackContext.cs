// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Verification;

/// <summary>What a <see cref="VerifyCallback"/> is told.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class VerifyCallbackContext
{
    internal VerifyCallbackContext(
        PeerRole role, IReadOnlyList<ReferenceName> expectedNames, int depth, ChainCertificate certificate, VerificationFinding? finding)
    {
        Role = role;
        ExpectedNames = expectedNames;
        Depth = depth;
        Certificate = certificate;
        Finding = finding;
    }

    /// <summary>The role of the peer.</summary>
    public PeerRole Role { get; }

    /// <summary>The names the peer is expected to have; often none for a CPE.</summary>
    public IReadOnlyList<ReferenceName> ExpectedNames { get; }

    /// <summary>0 for the peer's own certificate, growing towards the anchor.</summary>
    public int Depth { get; }

    /// <summary>The certificate at that depth.</summary>
    public ChainCertificate Certificate { get; }

    /// <summary>What is wrong with it, or null.</summary>
    public VerificationFinding? Finding { get; }

    /// <summary>Whether the certificate is found good (OpenSSL's <c>preverify_ok</c>).</summary>
    public bool Preverified => Finding is null;

    /// <summary>What is wrong with it; <see cref="VerificationError.None"/> where nothing is.</summary>
    public VerificationError Error => Finding?.Error ?? VerificationError.None;
}
