// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe;

/// <summary>What the options of an engine must be. The engine's constructor reports every mistake at once.</summary>
internal static class CpeEngineOptionsRules
{
    /// <summary>Every mistake in the options, in words.</summary>
    public static IReadOnlyList<string> Mistakes(CpeEngineOptions options)
    {
        List<string> problems = [.. options.MistakesOfSettings];
        void Check(bool good, string problem)
        {
            if (!good)
            {
                problems.Add(problem);
            }
        }

        Check(options.DataModel is not null, "DataModel is missing.");
        Check(options.StateStore is not null, "StateStore is missing.");
        Check(
            options.TlsContext is not null || options.PlainHttp.HasFlag(CpePlainHttp.Acs) || options.HandlerFactory is not null,
            "TlsContext is missing. Give the context of the device, or allow an ACS without TLS in PlainHttp.");
        Check(
            options.Transfers is null || !string.IsNullOrWhiteSpace(options.DownloadDirectory),
            "Transfers needs a DownloadDirectory.");
        Check(options.MaxDownloadSize > 0, $"MaxDownloadSize must be positive, not {options.MaxDownloadSize}.");
        Check(
            options.ResponseTimeout >= CpeEngineOptions.MinResponseTimeout && options.ResponseTimeout <= TimeSpan.FromHours(1),
            $"ResponseTimeout must be between 30 s and 1 h, not {options.ResponseTimeout}.");
        Check(
            options.MaxResponseSize is >= 32 * 1024 and <= 256 * 1024 * 1024,
            $"MaxResponseSize must be between 32 KiB and 256 MiB, not {options.MaxResponseSize}.");
        Check(options.MaxRequestsPerSession >= 1, $"MaxRequestsPerSession must be at least 1, not {options.MaxRequestsPerSession}.");
        Check(options.SessionTimeoutHint is null or >= 30, $"SessionTimeoutHint must be at least 30, not {options.SessionTimeoutHint}.");
        Check(options.Versions is { Count: > 0 }, "Versions is empty.");
        Check(options.TimeProvider is not null, "TimeProvider is missing.");
        Check(options.Random is not null, "Random is missing.");
        Check(
            options.UserAgent is { Length: > 0 } && !options.UserAgent.AsSpan().ContainsAnyInRange('\0', '\u001F'),
            "UserAgent must be a text without control characters.");
        foreach (string name in options.VendorMethods.Keys)
        {
            Check(
                !CwmpMethod.TryFind(name, out _),
                $"'{name}' has a type in this library, so that it cannot be one of the VendorMethods. Use Answer.");
            Check(
                name.StartsWith("X_", StringComparison.Ordinal) && name.Length <= 64 && !name.Contains(' ', StringComparison.Ordinal),
                $"'{name}' is not a name for a vendor RPC. Use X_ and at most 62 more characters, without blanks.");
        }

        problems.AddRange((options.ConnectionRequests?.Validate() ?? []).Select(problem => $"ConnectionRequests: {problem}"));
        problems.AddRange((options.UdpConnectionRequests?.Validate() ?? []).Select(problem => $"UdpConnectionRequests: {problem}"));
        problems.AddRange((options.ConnectionRequestLimits?.Validate() ?? []).Select(problem => $"ConnectionRequestLimits: {problem}"));
        return problems;
    }
}
