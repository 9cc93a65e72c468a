// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.TestSupport.Architecture;

/// <summary>
/// A type of more than 25 members is several types in one, unless it is data. Members are the methods, properties, events and fields that
/// somebody wrote: no constants, no constructors, accessors and operators, nothing of nested types, nothing that a tool made.
/// </summary>
public static class TypeSizes
{
    private const int Most = 25;

    // Data has hardly a method: it is made, compared, checked and printed.
    private const int MostMethodsOfData = 3;

    public static bool IsLarge(CodeType type) => type.Members.Count > Most;

    /// <summary>The large types that are no data and no known exceptions, each with its members.</summary>
    /// <param name="map">The types.</param>
    /// <param name="exceptions">Full names of types that may be larger.</param>
    public static IEnumerable<string> TooLarge(CodeMap map, params string[] exceptions) => map.Types
        .Where(type => IsLarge(type) && type.Methods > MostMethodsOfData && !exceptions.Contains(type.FullName))
        .Select(type => $"{type}: {type.Members.Count}, of which {type.Methods} methods: "
            + $"{string.Join(' ', type.Members.Select(name => name.Split('#')[0]))}");
}
