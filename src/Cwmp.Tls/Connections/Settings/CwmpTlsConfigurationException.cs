// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls;

/// <summary>A context could not be built. Holds every mistake that was found, not the first one alone.</summary>
public sealed class CwmpTlsConfigurationException : InvalidOperationException
{
    internal CwmpTlsConfigurationException(IReadOnlyList<CwmpTlsConfigurationError> errors, Exception? innerException)
        : base(Describe(errors), innerException)
    {
        Errors = errors;
    }

    /// <summary>The mistakes, in the order of the builder's settings; at least one.</summary>
    public IReadOnlyList<CwmpTlsConfigurationError> Errors { get; }

    private static string Describe(IReadOnlyList<CwmpTlsConfigurationError> errors) => errors.Count == 1
        ? "The TLS context cannot be built. " + errors[0]
        : $"The TLS context cannot be built, for {errors.Count} reasons:{string.Concat(errors.Select(error => $"\n  - {error}"))}";
}
