// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;

namespace Cwmp.Tls.Messages;

/// <summary>Look-ups in the ParameterList of an Inform or a GetParameterValuesResponse. They walk the list.</summary>
public static class ParameterListExtensions
{
    /// <summary>The first parameter of that name.</summary>
    /// <param name="parameters">The list.</param>
    /// <param name="name">The full name, case-sensitive.</param>
    /// <param name="value">The parameter, or null.</param>
    public static bool TryFind(this IReadOnlyList<ParameterValue> parameters, string name, [NotNullWhen(true)] out ParameterValue? value)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        for (int i = 0; i < parameters.Count; i++)
        {
            if (string.Equals(parameters[i].Name, name, StringComparison.Ordinal))
            {
                value = parameters[i];
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <summary>The text of the first parameter of that name, or null where there is none.</summary>
    /// <param name="parameters">The list.</param>
    /// <param name="name">The full name, case-sensitive.</param>
    public static string? GetText(this IReadOnlyList<ParameterValue> parameters, string name) =>
        parameters.TryFind(name, out ParameterValue? value) ? value.Text : null;
}
