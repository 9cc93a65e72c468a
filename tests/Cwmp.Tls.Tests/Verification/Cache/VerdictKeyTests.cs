// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Cache;
using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Paths;
using Cwmp.Tls.Verification.Results;

namespace Cwmp.Tls.Tests.Verification.Cache;

/// <summary>No two different questions share a verdict.</summary>
public sealed class VerdictKeyTests
{
    [Fact]
    public void Keys_are_equal_where_everything_is_and_only_there()
    {
        var random = new Random(4);
        (VerdictKey Key, string Text)[] keys = [.. Enumerable.Range(0, 1500).Select(_ => Generate(random))];

        foreach ((VerdictKey key, string text) in keys)
        {
            foreach ((VerdictKey other, string otherText) in keys)
            {
                bool same = string.Equals(text, otherText, StringComparison.Ordinal);
                if (key.Equals(other) != same || (same && key.GetHashCode() != other.GetHashCode()))
                {
                    Assert.Fail($"{text} and {otherText}");
                }
            }
        }
    }

    [Fact]
    public void Everything_that_can_be_asked_is_part_of_the_key()
    {
        // Whoever adds to the request, or to what the verifier is given from outside, has to add it to the key.
        string[] asked = [nameof(VerifyRequest.Leaf), nameof(VerifyRequest.Intermediates), nameof(VerifyRequest.ExpectedNames)];
        typeof(VerifyRequest).GetProperties().Select(property => property.Name).Should().BeEquivalentTo(asked);
        typeof(JudgedPeer).GetProperties().Select(property => property.Name).Should().BeEquivalentTo(
            [.. asked, nameof(JudgedPeer.OwnsMemory)]);
        typeof(VerdictKey).GetConstructors().Single(c => c.GetParameters().Length > 0).GetParameters().Select(parameter => parameter.Name)
            .Should().Equal("peer", "trust", "crls", "clock");
    }

    [Fact]
    public void Settings_are_each_verifiers_own()
    {
        // What is not in the key is in the verifier, of which each has a cache to itself, and cannot be set afterwards.
        typeof(PeerVerifier).GetProperties().Should().AllSatisfy(property => property.CanWrite.Should().BeFalse());
        typeof(SearchSettings).GetProperties().Where(property => property.CanWrite).Should().AllSatisfy(property =>
            property.SetMethod!.ReturnParameter.GetRequiredCustomModifiers()
                .Should().Contain(typeof(System.Runtime.CompilerServices.IsExternalInit)));
    }

    private static (VerdictKey Key, string Text) Generate(Random random)
    {
        byte[][] certificates = [[1], [1, 2], [2, 1], []];
        string[] hosts = ["a.example", "A.example", "b.example", "192.0.2.1", "2001:db8::1", "2001:DB8:0::1", "not a name", ""];
        byte[] leaf = certificates[random.Next(certificates.Length)];
        byte[][] sent = [.. Enumerable.Range(0, random.Next(3)).Select(_ => certificates[random.Next(certificates.Length)])];
        ReferenceName[] names = [.. Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(8) == 0
            ? ReferenceName.FromMail("a@example.com")
            : ReferenceName.FromHost(hosts[random.Next(hosts.Length)]))];
        (long trust, long crls, long clock) = (random.Next(2), random.Next(2), random.Next(2));
        var peer =
            new JudgedPeer { Leaf = leaf, Intermediates = [.. sent.Select(der => (ReadOnlyMemory<byte>)der)], ExpectedNames = names };
        // Two spellings of one name are one question.
        string text = $"{Convert.ToHexString(leaf)}/{sent.Length} {string.Join(',', sent.Select(Convert.ToHexString))}/"
            + $"{names.Length} " +
                $"{string.Join(',', names.Select(name => $"{name.Kind}{Convert.ToHexString(name.Octets)}"))}/{trust}/{crls}/{clock}";
        return (new VerdictKey(peer, trust, crls, clock), text);
    }
}
