// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Benchmarks;

internal static partial class QuickRun
{
    /// <summary>Every area that has a quick comparison, by the name the command line takes.</summary>
    private static IEnumerable<(string Area, Func<IEnumerable<QuickGroup>> Groups)> Areas() =>
    [
        ("envelope", EnvelopeQuick.Groups),
        ("session", SessionQuick.Groups),
        ("verification", VerificationQuick.Groups),
    ];
}
