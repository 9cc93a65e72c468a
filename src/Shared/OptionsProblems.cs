// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Shared;

/// <summary>Options that are read once and checked whole.</summary>
internal static class OptionsProblems
{
    /// <summary>Throws with every problem in the message.</summary>
    public static void ThrowIfAny(IReadOnlyList<string> problems, string parameterName)
    {
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', problems), parameterName);
        }
    }
}
