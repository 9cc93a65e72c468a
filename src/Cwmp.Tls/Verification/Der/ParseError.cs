// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Der;

/// <summary>Why bytes are no certificate or CRL: what was expected, and the offset at which reading stopped.</summary>
internal readonly record struct ParseError(string Message, int Offset)
{
    public override string ToString() => Message is null ? string.Empty : string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{Message} (at byte {Offset})");
}
