// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.ScenarioTests.Verification;

/// <summary>
/// Flips every bit of every certificate of accepted chains, one at a time, the root included. Strict DER leaves no octet without meaning:
/// what the signature does not cover is its own encoding and the algorithm, which has to be that of the signed part.
/// </summary>
public sealed class ByteFlipTests
{
    private const int MinimumFlips = 30_000;

    [Fact]
    public void No_flipped_certificate_is_accepted_and_nothing_is_thrown()
    {
        using RSA rsaRoot = RSA.Create(2048);
        using RSA rsaIntermediate = RSA.Create(2048);
        (byte[] Root, byte[][] Sent)[] chains =
        [
            Chain(null, null, pss: false),
            Chain(rsaRoot, rsaIntermediate, pss: false),
            Chain(rsaRoot, rsaIntermediate, pss: true),
        ];
        int flips = 0;
        var accepted = new List<string>();

        foreach ((byte[] root, byte[][] sent) in chains)
        {
            using PeerVerifier verifier = Verifier(root);
            verifier.Verify(sent[0], [sent[1]], "acs.example.com").Errors().Should().BeEmpty();
            for (int which = 0; which < sent.Length; which++)
            {
                Parallel.For(0, sent[which].Length * 8, bit =>
                {
                    byte[][] flipped = [.. sent];
                    flipped[which] = Flip(sent[which], bit);
                    Interlocked.Increment(ref flips);
                    if (verifier.Verify(flipped[0], [flipped[1]], "acs.example.com").IsAccepted)
                    {
                        Note($"certificate {which}, bit {bit}");
                    }
                });
            }

            Parallel.For(0, root.Length * 8, bit =>
            {
                Interlocked.Increment(ref flips);
                if (AcceptsWithRoot(Flip(root, bit), sent))
                {
                    Note($"root, bit {bit}");
                }
            });
        }

        accepted.Should().BeEmpty();
        flips.Should().BeGreaterThanOrEqualTo(MinimumFlips);

        void Note(string place)
        {
            lock (accepted)
            {
                accepted.Add(place);
            }
        }
    }

    private static bool AcceptsWithRoot(byte[] root, byte[][] sent)
    {
        try
        {
            using PeerVerifier verifier = Verifier(root);
            return verifier.Verify(sent[0], [sent[1]], "acs.example.com").IsAccepted;
        }
        catch (CryptographicException)
        {
            // What cannot be read does not become an anchor.
            return false;
        }
    }

    private static PeerVerifier Verifier(byte[] root) => new(Judging.Options(PeerRole.AcsServer, root));

    private static (byte[] Root, byte[][] Sent) Chain(AsymmetricAlgorithm? rootKey, AsymmetricAlgorithm? intermediateKey, bool pss)
    {
        ForgedAuthority root = ForgedAuthority.Root(key: rootKey, change: s => s.Pss = pss);
        ForgedAuthority intermediate = root.Authority("Intermediate", s => s.Pss = pss, intermediateKey);
        return (root.Der, [intermediate.Acs(change: s => s.Pss = pss), intermediate.Der]);
    }

    private static byte[] Flip(byte[] der, int bit)
    {
        byte[] flipped = (byte[])der.Clone();
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }
}
