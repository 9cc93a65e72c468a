// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Cwmp.Tls.Soap;

/// <summary>
/// Strings that come again and again (parameter names of an Inform, event codes, type names) are made once. The table has a fixed number of
/// places, and a string has exactly one place it can be in: a peer that floods it with names pushes other strings out, and that is all it
/// can do. The strings are ASCII of limited length, so that the whole is bounded.
/// </summary>
/// <remarks>Safe for concurrent use: places are read and written as a whole, and losing a race costs one more string.</remarks>
internal sealed class StringTable
{
    /// <summary>Strings the table can hold.</summary>
    public const int Places = 512;

    /// <summary>Characters of the longest string it holds.</summary>
    public const int MaxLength = 160;

    private static readonly string[] SingleCharacters = [.. Enumerable.Range(0, 128).Select(c => ((char)c).ToString())];

    private readonly string?[] _places = new string?[Places];

    /// <summary>Strings the table holds.</summary>
    public int Count => _places.Count(place => place is not null);

    /// <summary>The string of ASCII bytes without use of a table, except for those of one character.</summary>
    public static string Create(ReadOnlySpan<byte> ascii) => ascii.Length switch
    {
        0 => string.Empty,
        1 => SingleCharacters[ascii[0] & 0x7F],
        _ => Encoding.Latin1.GetString(ascii),
    };

    /// <summary>The string of ASCII bytes, from the table if it is there.</summary>
    public string GetOrAdd(ReadOnlySpan<byte> ascii)
    {
        if (ascii.Length is < 2 or > MaxLength)
        {
            return Create(ascii);
        }

        ref string? place = ref _places[PlaceOf(ascii)];
        string? known = place;
        if (known is not null && Ascii.Equals(ascii, known))
        {
            return known;
        }

        string created = Encoding.Latin1.GetString(ascii);
        place = created;
        return created;
    }

    // Length, begin and end are enough to tell parameter names apart; no more is needed, because a collision costs nothing but a new
    // string.
    private static int PlaceOf(ReadOnlySpan<byte> ascii)
    {
        ulong hash;
        if (ascii.Length >= 8)
        {
            hash = MemoryMarshal.Read<ulong>(ascii[^8..]) * 0x9E3779B97F4A7C15;
            hash ^= BitOperations.RotateLeft(MemoryMarshal.Read<ulong>(ascii[((ascii.Length - 8) / 2)..]) * 0xC2B2AE3D27D4EB4F, 31);
        }
        else
        {
            hash = 0;
            foreach (byte b in ascii)
            {
                hash = (hash << 8) | b;
            }
        }

        hash = (hash + (ulong)ascii.Length) * 0x9E3779B97F4A7C15;
        return (int)(hash >> (64 - 9));
    }
}
