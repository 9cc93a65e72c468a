// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Parsing;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.ScenarioTests.Verification;

/// <summary>The largest CRL there may be.</summary>
public sealed class LargeCrlTests : IDisposable
{
    private readonly ForgedAuthority _root = ForgedAuthority.Root();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Million_entries_take_bounded_memory()
    {
        byte[] entries = Entries(CrlStore.MaxEntries);
        byte[] der = new ForgedCrl { RawEntries = entries }.Encode(_root);

        long before = GC.GetAllocatedBytesForCurrentThread();
        CrlStore store = CrlStore.FromDer(der);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        ParsedCrl crl = store.FindByIssuer(new TrustAnchor(_root.Der).Certificate.SubjectHash).Single();
        crl.Count.Should().Be(CrlStore.MaxEntries);
        crl.Lists([0x40, 0x0F, 0x42, 0x3F]).Should().BeTrue();
        crl.Lists([0x40, 0x0F, 0x42, 0x40]).Should().BeFalse();
        allocated.Should().BeLessThan(der.Length + (50L * CrlStore.MaxEntries), "that is a copy, and positions of entries");
    }

    private static byte[] Entries(int count)
    {
        byte[] one = Encoded.Sequence([0x02, 0x04, 0x40, 0, 0, 0], Encoded.Tagged(0x17, "260101000000Z"u8.ToArray()));
        byte[] all = new byte[one.Length * count];
        for (int i = 0; i < count; i++)
        {
            // In no order, as CAs write them.
            int serial = (int)((i * 7919L) % count);
            Span<byte> entry = all.AsSpan(i * one.Length, one.Length);
            one.CopyTo(entry);
            (entry[5], entry[6], entry[7]) = ((byte)(serial >> 16), (byte)(serial >> 8), (byte)serial);
        }

        return all;
    }
}
