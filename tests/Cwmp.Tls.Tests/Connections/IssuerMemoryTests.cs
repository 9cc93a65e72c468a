// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Connections.Material;
using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Connections;

public sealed class IssuerMemoryTests
{
    [Fact]
    public void Siblings_recall_the_intermediates_of_one_of_them()
    {
        using var pki = new TestPki();
        byte[] first = pki.Cpe("012345-1").IssuedBy(pki.Intermediate).Issue().Certificate.RawData;
        byte[] second = pki.Cpe("012345-2").IssuedBy(pki.Intermediate).Issue().Certificate.RawData;
        byte[] stranger = pki.Cpe("012345-3").Issue().Certificate.RawData;
        byte[] intermediate = pki.Intermediate.Certificate.RawData;
        var memory = new IssuerMemory();

        memory.Remember(first, [intermediate]);
        memory.Remember(first, [intermediate]);

        memory.Recall(second).Should().ContainSingle().Which.ToArray().Should().Equal(intermediate);
        memory.Recall(stranger).Should().BeEmpty();
        memory.Count.Should().Be(1);
    }

    [Fact]
    public void Newer_chain_of_an_issuer_replaces_the_older()
    {
        using var pki = new TestPki();
        byte[] leaf = pki.Cpe().IssuedBy(pki.Intermediate).Issue().Certificate.RawData;
        var memory = new IssuerMemory();
        memory.Remember(leaf, [new byte[] { 1 }]);

        memory.Remember(leaf, [new byte[] { 2 }]);

        memory.Recall(leaf)[0].ToArray().Should().Equal(2);
    }

    [Fact]
    public void Issuers_of_one_name_and_two_keys_are_told_apart()
    {
        ForgedAuthority before = ForgedAuthority.Root("Device CA");
        ForgedAuthority after = ForgedAuthority.Root("Device CA");
        var memory = new IssuerMemory();

        memory.Remember(before.Cpe("012345-1"), [new byte[] { 1 }]);
        memory.Remember(after.Cpe("012345-2"), [new byte[] { 2 }]);

        memory.Recall(before.Cpe("012345-3"))[0].ToArray().Should().Equal(1);
        memory.Recall(after.Cpe("012345-4"))[0].ToArray().Should().Equal(2);
    }

    [Fact]
    public void Memory_is_bounded_and_forgets_what_was_used_least()
    {
        using var pki = new TestPki();
        byte[][] leaves = [.. Enumerable.Range(0, IssuerMemory.Capacity + 10)
            .Select(i => pki.Cpe().ClaimingIssuer("CN=Issuer " + i).Issue().Certificate.RawData)];
        var memory = new IssuerMemory();

        foreach (byte[] leaf in leaves)
        {
            memory.Remember(leaf, [new byte[] { 1 }]);
            memory.Recall(leaves[0]);
        }

        memory.Count.Should().Be(IssuerMemory.Capacity);
        memory.Recall(leaves[0]).Should().NotBeEmpty("it was used all the time");
        memory.Recall(leaves[1]).Should().BeEmpty();
    }

    [Fact]
    public void Garbage_is_neither_remembered_nor_recalled()
    {
        var memory = new IssuerMemory();

        memory.Remember(new byte[] { 0x30, 0x03, 1 }, [new byte[] { 1 }]);
        memory.Remember(default, [new byte[] { 1 }]);

        memory.Recall(new byte[] { 0x30, 0x03, 1 }).Should().BeEmpty();
        memory.Recall(default).Should().BeEmpty();
        memory.Count.Should().Be(0);
    }
}
