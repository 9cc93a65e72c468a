// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Fuzz;

/// <summary>An element of a DER document as a tree that can be changed and written again, with lengths that fit.</summary>
internal sealed class DerNode(byte tag, byte[] value)
{
    private const int MaxDepth = 24;

    public byte Tag { get; set; } = tag;

    /// <summary>The contents, where they are no elements; otherwise what stands before those (the unused bits of a BIT STRING).</summary>
    public byte[] Value { get; set; } = value;

    public List<DerNode>? Children { get; set; }

    /// <summary>The document as one tree; null where it is no DER.</summary>
    public static DerNode? Parse(ReadOnlySpan<byte> document) => ParseList(document, MaxDepth) is [var only] ? only : null;

    public DerNode Clone() => new(Tag, Value) { Children = Children?.ConvertAll(child => child.Clone()) };

    public void CollectTo(List<(DerNode? Parent, DerNode Node)> all, DerNode? parent = null)
    {
        all.Add((parent, this));
        Children?.ForEach(child => child.CollectTo(all, this));
    }

    public byte[] Encode()
    {
        byte[] contents = Children is null ? Value : [.. Value, .. Children.SelectMany(child => child.Encode())];
        byte[] length = contents.Length switch
        {
            < 0x80 => [(byte)contents.Length],
            < 0x100 => [0x81, (byte)contents.Length],
            < 0x10000 => [0x82, (byte)(contents.Length >> 8), (byte)contents.Length],
            _ => [0x83, (byte)(contents.Length >> 16), (byte)(contents.Length >> 8), (byte)contents.Length],
        };
        return [Tag, .. length, .. contents];
    }

    private static List<DerNode>? ParseList(ReadOnlySpan<byte> contents, int depth)
    {
        var list = new List<DerNode>();
        while (!contents.IsEmpty)
        {
            if (depth == 0 || !TryParseOne(ref contents, depth, out DerNode? node))
            {
                return null;
            }

            list.Add(node!);
        }

        return list;
    }

    private static bool TryParseOne(ref ReadOnlySpan<byte> rest, int depth, out DerNode? node)
    {
        node = null;
        if (rest.Length < 2)
        {
            return false;
        }

        int start = 2;
        int length = rest[1];
        if (length > 0x80)
        {
            int octets = length & 0x7F;
            if (octets > 3 || rest.Length < 2 + octets)
            {
                return false;
            }

            length = 0;
            for (int i = 0; i < octets; i++)
            {
                length = (length << 8) | rest[2 + i];
            }

            start += octets;
        }

        if (length == 0x80 || length > rest.Length - start)
        {
            return false;
        }

        byte tag = rest[0];
        ReadOnlySpan<byte> contents = rest.Slice(start, length);
        rest = rest[(start + length)..];
        // Extensions and keys are documents of their own inside OCTET STRING and BIT STRING.
        int prefix = tag == 0x03 && length > 1 ? 1 : 0;
        bool mayHold = (tag & 0x20) != 0 || (tag is 0x03 or 0x04 && length > prefix + 1);
        node = mayHold && ParseList(contents[prefix..], depth - 1) is { } children
            ? new DerNode(tag, contents[..prefix].ToArray()) { Children = children }
            : new DerNode(tag, contents.ToArray());
        return true;
    }
}
