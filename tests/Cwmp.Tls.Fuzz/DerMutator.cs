// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Fuzz;

/// <summary>
/// Mutations of DER documents that keep the lengths right, so that what is behind the outer structure is reached: most
/// changes of single octets end at the first length that no longer fits.
/// </summary>
internal sealed class DerMutator(IReadOnlyList<byte[]> dictionary)
{
    private const int MaxLength = 1 << 16;
    private const int MaxNodes = 2048;

    /// <summary>Changes a document; one that is no DER stays as it is.</summary>
    public byte[] Change(Random random, byte[] document)
    {
        if (DerNode.Parse(document) is not { } root)
        {
            return document;
        }

        DerNode donors = root.Clone();
        int rounds = 1 << random.Next(4);
        for (int i = 0; i < rounds; i++)
        {
            var all = new List<(DerNode? Parent, DerNode Node)>();
            root.CollectTo(all);
            if (all.Count > MaxNodes)
            {
                break;
            }

            (DerNode? parent, DerNode node) = Pick(random, all);
            Mutate(random, donors, parent, node);
        }

        byte[] changed = root.Encode();
        return changed.Length <= MaxLength ? changed : changed[..MaxLength];
    }

    private void Mutate(Random random, DerNode donors, DerNode? parent, DerNode node)
    {
        int at = parent?.Children!.IndexOf(node) ?? 0;
        switch (random.Next(9))
        {
            case 0 when node.Children is null && node.Value.Length > 0:
                node.Value = (byte[])node.Value.Clone();
                node.Value[random.Next(node.Value.Length)] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when node.Children is null:
                byte[] noise = new byte[random.Next(5)];
                random.NextBytes(noise);
                int cut = random.Next(node.Value.Length + 1);
                node.Value =
                    [.. node.Value.AsSpan(0, cut), .. noise, .. node.Value.AsSpan(Math.Min(node.Value.Length, cut + random.Next(5)))];
                break;
            case 2 when node.Children is null && dictionary.Count > 0:
                node.Value = Pick(random, dictionary);
                break;
            case 3:
                node.Tag = random.Next(3) == 0 ? (byte)random.Next(256) : Pick<byte>(random, [0x02, 0x03, 0x04, 0x05, 0x06, 0x0C, 0x13,
                    0x16, 0x17, 0x18, 0x30, 0x31, 0x80, 0x81, 0x82, 0x87, 0xA0, 0xA1, 0xA3, 0xA4]);
                break;
            case 4 when parent is not null:
                parent.Children!.RemoveAt(at);
                break;
            case 5 when parent is not null:
                var copied = new List<(DerNode? Parent, DerNode Node)>();
                node.CollectTo(copied);
                int copies = Math.Min(1 << random.Next(8), MaxNodes / copied.Count);
                parent.Children!.InsertRange(at, Enumerable.Range(0, copies).Select(_ => node.Clone()));
                break;
            case 6 when parent is not null:
                int other = random.Next(parent.Children!.Count);
                (parent.Children[at], parent.Children[other]) = (parent.Children[other], parent.Children[at]);
                break;
            case 7:
                var others = new List<(DerNode? Parent, DerNode Node)>();
                donors.CollectTo(others);
                DerNode donor = Pick(random, others).Node.Clone();
                (node.Tag, node.Value, node.Children) = (donor.Tag, donor.Value, donor.Children);
                break;
            case 8:
                DerNode inner = node.Clone();
                (node.Tag, node.Value, node.Children) = (0x30, [], [inner]);
                break;
        }
    }

    private static T Pick<T>(Random random, IReadOnlyList<T> list) => list[random.Next(list.Count)];
}
