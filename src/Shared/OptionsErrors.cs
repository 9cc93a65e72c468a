// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Shared;

/// <summary>Options are checked as a whole: one exception tells every mistake in them.</summary>
internal static class OptionsErrors
{
    // The one exception type that both libraries know carries the list from one to the other.
    private const string Key = "Cwmp.Tls.OptionsErrors";

    /// <summary>Throws with every mistake in the message.</summary>
    public static void ThrowIfAny(IReadOnlyList<string> problems, string parameterName)
    {
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', problems), parameterName) { Data = { [Key] = problems.ToArray() } };
        }
    }

    /// <summary>The mistakes that <see cref="ThrowIfAny"/> reports, in this library or in another one, while something is made.</summary>
    public static IReadOnlyList<string> Of(Action make)
    {
        try
        {
            make();
            return [];
        }
        catch (ArgumentException e) when (e.Data[Key] is string[] problems)
        {
            return problems;
        }
    }
}
