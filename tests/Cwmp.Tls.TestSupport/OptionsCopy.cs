// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections;
using System.Net;
using System.Reflection;

namespace Cwmp.Tls.TestSupport;

/// <summary>Finds the property that a copy or a check of options has forgotten, by reflection.</summary>
public static class OptionsCopy
{
    /// <summary>Compares options with the copy that a type makes of them.</summary>
    /// <param name="original">Options in which every property differs from its default.</param>
    /// <param name="copy">The copy.</param>
    /// <returns>
    /// What is wrong, in words: a property that the test left at its default, one that was not copied, one whose value is shared and not
    /// copied.
    /// </returns>
    public static IReadOnlyList<string> Mistakes<T>(T original, T copy)
        where T : class, new()
    {
        var mistakes = new List<string>();
        var defaults = new T();
        foreach (PropertyInfo property in typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            object? value = property.GetValue(original);
            object? copied = property.GetValue(copy);
            if (AreEqual(value, property.GetValue(defaults)))
            {
                mistakes.Add($"{property.Name}: the test has to set it to something other than its default.");
            }
            else if (!AreEqual(value, copied))
            {
                mistakes.Add($"{property.Name}: the copy does not have it.");
            }
            else if (value is IPEndPoint or (IEnumerable and not string) && ReferenceEquals(value, copied))
            {
                mistakes.Add($"{property.Name}: the copy shares it with the original.");
            }
        }

        return mistakes;
    }

    /// <summary>Finds numbers and times that a check of options takes although they are negative.</summary>
    /// <param name="validate">The check; it names the property of each mistake.</param>
    public static IReadOnlyList<string> UncheckedLimits<T>(Func<T, IEnumerable<string>> validate)
        where T : class, new()
    {
        var missing = new List<string>();
        foreach (PropertyInfo property in typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            object? negative = type == typeof(int) ? -1
                : type == typeof(long) ? -1L
                : type == typeof(TimeSpan) ? TimeSpan.FromTicks(-1)
                : null;
            if (negative is null)
            {
                continue;
            }

            var options = new T();
            property.SetValue(options, negative);
            if (!validate(options).Any(mistake => mistake.Contains(property.Name, StringComparison.Ordinal)))
            {
                missing.Add(property.Name);
            }
        }

        return missing;
    }

    private static bool AreEqual(object? a, object? b) =>
        a is IEnumerable and not string && b is IEnumerable and not string
            ? ((IEnumerable)a).Cast<object>().SequenceEqual(((IEnumerable)b).Cast<object>())
            : Equals(a, b);
}
