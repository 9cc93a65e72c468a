// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Tests.Verification;

/// <summary>What a verdict may allocate, so that an ACS with a million devices behind it stays calm.</summary>
public sealed class AllocationTests
{
    private const int Rounds = 200;
    private const int ColdLimit = 8 * 1024;
    private const int HitLimit = 512;

    [Theory]
    [InlineData(0, ColdLimit)]
    [InlineData(64, HitLimit)]
    public void Verdict_allocates_little(int cacheCapacity, int limit)
    {
        ForgedAuthority root = ForgedAuthority.Root();
        ForgedAuthority intermediate = root.Authority("Intermediate");
        PeerVerifierOptions options = Judging.Options(PeerRole.AcsServer, root.Der);
        options.VerdictCacheCapacity = cacheCapacity;
        using var verifier = new PeerVerifier(options);
        byte[] leaf = intermediate.Acs();
        IReadOnlyList<ReadOnlyMemory<byte>> sent = [intermediate.Der];
        for (int i = 0; i < Rounds; i++)
        {
            verifier.Verify(leaf, sent, "acs.example.com").IsAccepted.Should().BeTrue();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++)
        {
            verifier.Verify(leaf, sent, "acs.example.com");
        }

        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
        each.Should().BeLessThan(limit);
    }
}
