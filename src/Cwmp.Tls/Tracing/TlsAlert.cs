// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;

namespace Cwmp.Tls.Tracing;

/// <summary>An alert as it stands on the wire (RFC 8446 §6).</summary>
/// <param name="Level">1 for a warning, 2 for a fatal alert. TLS 1.3 ignores it.</param>
/// <param name="Description">The number of the alert, for example 48.</param>
public readonly record struct TlsAlert(byte Level, byte Description)
{
    /// <summary>The registered name, for example <c>unknown_ca</c>; <c>alert NNN</c> for a number without one.</summary>
    public string Name => TlsNames.Alert(Description) ?? string.Create(CultureInfo.InvariantCulture, $"alert {Description}");

    /// <summary>Whether the sender marked it fatal.</summary>
    public bool IsFatal => Level == 2;

    /// <summary>Level and name, for example <c>fatal unknown_ca</c>.</summary>
    public override string ToString() => Level switch
    {
        1 => "warning " + Name,
        2 => "fatal " + Name,
        _ => string.Create(CultureInfo.InvariantCulture, $"level {Level} {Name}"),
    };
}
