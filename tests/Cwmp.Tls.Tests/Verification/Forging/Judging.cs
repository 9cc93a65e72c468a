// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;
using Cwmp.Tls.Verification.Trust;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.Verification.Forging;

/// <summary>Judges forged chains in one line, in the middle of their validity.</summary>
internal static class Judging
{
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    public static PeerVerifierOptions Options(PeerRole role, params byte[][] anchors) => new()
    {
        Role = role,
        Trust = new TrustStore(anchors.Select(der => new TrustAnchor(der))),
        Clock = VerificationClock.Trusted(new FakeTimeProvider(Now)),
    };

    public static VerifyResult Acs(
        ForgedAuthority root, byte[] leaf, byte[][]? intermediates = null, string? name = "acs.example.com",
            VerificationProfile? profile = null)
    {
        PeerVerifierOptions options = Options(PeerRole.AcsServer, root.Der);
        options.Profile = profile;
        return With(options, leaf, intermediates, name);
    }

    public static VerifyResult Cpe(ForgedAuthority root, byte[] leaf, byte[][]? intermediates = null, VerificationProfile? profile = null)
    {
        PeerVerifierOptions options = Options(PeerRole.CpeDevice, root.Der);
        options.Profile = profile;
        return With(options, leaf, intermediates, null);
    }

    public static VerifyResult With(PeerVerifierOptions options, byte[] leaf, byte[][]? intermediates = null, string? name = null)
    {
        using var verifier = new PeerVerifier(options);
        return verifier.Verify(leaf, ToMemory(intermediates), name);
    }

    public static IReadOnlyList<ReadOnlyMemory<byte>> ToMemory(byte[][]? certificates) =>
        [.. (certificates ?? []).Select(der => (ReadOnlyMemory<byte>)der)];

    public static IEnumerable<VerificationError> Errors(this VerifyResult result) => result.Findings.Select(finding => finding.Error);
}
