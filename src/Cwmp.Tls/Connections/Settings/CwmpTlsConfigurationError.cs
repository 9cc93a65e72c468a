// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls;

/// <summary>One mistake in the settings of a <see cref="CwmpTlsContextBuilder"/>.</summary>
/// <param name="Code">What kind of mistake.</param>
/// <param name="Setting">The builder's method that was given it.</param>
/// <param name="Message">What was expected, what came, and what to do. Names files, holds no secrets.</param>
public sealed record CwmpTlsConfigurationError(CwmpTlsConfigurationErrorCode Code, string Setting, string Message)
{
    /// <summary>Setting and message.</summary>
    public override string ToString() => $"{Setting}: {Message}";
}
