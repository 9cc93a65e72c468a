// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Tests.Architecture;

/// <summary>
/// Which sub-folder may use which other one of the same folder; "." are the files of the folder itself. A new arrow is a decision: add it
/// here, in the direction that makes no circle.
/// </summary>
internal static class SubFolderArrows
{
    /// <summary>Each arrow as "folder: from → to".</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. From("Acs", ".", "Identity", "Posts", "Sessions"),
        .. From("Acs", "Posts", "Identity"),
        .. From("Acs", "Sessions", "Identity", "Posts"),
        .. From("Connections/Engines", "OpenSsl", "."),
        .. From("Connections/Engines", "SslStream", "."),
        .. From(
            "Connections", ".", "Building", "Diagnosis", "Engines", "Listening", "Material", "Outcomes", "Platform", "Settings",
            "Transport", "Verdicts"),
        .. From("Connections", "Building", "Engines", "Material", "Settings", "Verdicts"),
        .. From("Connections", "Diagnosis", "Engines", "Outcomes", "Verdicts"),
        .. From("Connections", "Engines", "Settings"),
        .. From("Connections", "Listening", "Diagnosis", "Engines", "Outcomes", "Transport"),
        .. From("Connections", "Material", "Engines", "Settings"),
        .. From("Connections", "Platform", "Engines", "Outcomes", "Transport", "Verdicts"),
        .. From("Connections", "Transport", "Diagnosis", "Engines", "Material", "Outcomes", "Verdicts"),
        .. From("Connections", "Verdicts", "Engines", "Material", "Outcomes", "Settings"),
        .. From("Cpe", ".", "Events", "Http", "Model", "Rpc", "Sessions", "State", "Time", "Transfers", "Work"),
        .. From("Cpe", "Events", "Model", "Time"),
        .. From("Cpe", "Http", "Sessions"),
        .. From("Cpe", "Model", "Time"),
        .. From("Cpe", "Rpc", "Events", "Model", "State", "Time", "Transfers"),
        .. From("Cpe", "State", "Events", "Model", "Time", "Transfers"),
        .. From("Cpe", "Transfers", "Events", "Http", "Sessions", "Time"),
        .. From("Cpe", "Work", "Events", "State", "Time", "Transfers"),
        .. From("Serialization", ".", "Codecs"),
        .. From("Verification", ".", "Cache", "Crls", "Der", "Names", "Parsing", "Paths", "Pins", "Results", "Rules", "Time", "Trust"),
        .. From("Verification", "Cache", "Names", "Parsing", "Results", "Time"),
        .. From("Verification", "Crls", "Der", "Keys", "Names", "Parsing", "Rules", "Time"),
        .. From("Verification", "Keys", "Der"),
        .. From("Verification", "Names", "Der"),
        .. From("Verification", "Parsing", "Der", "Keys", "Names"),
        .. From("Verification", "Paths", "Crls", "Der", "Keys", "Names", "Parsing", "Rules", "Time", "Trust"),
        .. From("Verification", "Results", "Names", "Parsing", "Rules", "Time", "Trust"),
        .. From("Verification", "Rules", "Der", "Keys", "Names", "Parsing"),
        .. From("Verification", "Trust", "Der", "Keys", "Names", "Parsing"),
    ];

    private static IEnumerable<string> From(string folder, string from, params string[] to) =>
        to.Select(one => $"{folder}: {from} → {one}");
}
