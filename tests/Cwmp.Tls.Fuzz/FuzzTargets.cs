// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Fuzz;

/// <summary>A target with what feeds it: seed inputs and the words of its format.</summary>
internal sealed record FuzzSubject(FuzzTarget Target, Func<IReadOnlyList<byte[]>> Seeds, IReadOnlyList<byte[]> Dictionary)
{
    /// <summary>Changes a seed by the rules of its format, before or instead of changes to its bytes; null for a format without.</summary>
    public Func<Random, byte[], byte[]>? Structure { get; init; }
}

/// <summary>Every target by name. One partial file per area adds its own.</summary>
internal static partial class FuzzTargets
{
    public static IReadOnlyDictionary<string, FuzzSubject> All { get; } = new Dictionary<string, FuzzSubject>(StringComparer.Ordinal)
    {
        ["certificate"] = Certificates,
        ["certificate-files"] = CertificateFiles,
        ["crl"] = Crls,
        ["device-identity"] = DeviceIdentities,
        ["envelope"] = Envelopes,
        ["http-authentication"] = HttpAuthentication,
        ["http-head"] = HttpHeads,
        ["name"] = Names,
        ["trace"] = Trace,
        ["udp-connection-request"] = UdpConnectionRequests,
    };
}
