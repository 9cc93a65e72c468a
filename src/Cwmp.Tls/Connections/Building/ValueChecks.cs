// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Text;
using Cwmp.Tls.Connections.Material;

namespace Cwmp.Tls.Connections.Building;

/// <summary>Looks at settings that are right or wrong by themselves.</summary>
internal sealed class ValueChecks(BuilderState state, ConfigurationErrors errors)
{
    private const CwmpTlsFlags AllFlags = ContextDefaults.AlwaysOn | CwmpTlsFlags.NoTls12 | CwmpTlsFlags.NoTls13 | CwmpTlsFlags.NoResumption
        | CwmpTlsFlags.IgnoreUnexpectedEnd | CwmpTlsFlags.NoAuthorityNames;

    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(1);

    private static readonly TimeSpan ShortestWatch = TimeSpan.FromMilliseconds(10);

    public void Check()
    {
        CheckDefined(state.VerifyMode, nameof(CwmpTlsContextBuilder.SetVerify));
        CheckDefined(state.TraceLevel, nameof(CwmpTlsContextBuilder.SetTrace));
        CheckFlags();
        CheckTimeout(state.HandshakeTimeout, nameof(CwmpTlsContextBuilder.SetHandshakeTimeout));
        CheckTimeout(state.CloseTimeout, nameof(CwmpTlsContextBuilder.SetCloseTimeout));
        CheckWatchInterval();
    }

    public IReadOnlyList<SslApplicationProtocol> ReadApplicationProtocols()
    {
        var protocols = new List<SslApplicationProtocol>();
        foreach (string? protocol in state.ApplicationProtocols)
        {
            if (protocol is { Length: >= 1 and <= 255 } && Ascii.IsValid(protocol))
            {
                protocols.Add(new SslApplicationProtocol(protocol));
            }
            else
            {
                AddOutOfRange(
                    nameof(CwmpTlsContextBuilder.SetApplicationProtocols),
                    "an application protocol has 1 to 255 ASCII characters (RFC 7301 §3.1), such as \"http/1.1\".");
            }
        }

        return protocols.AsReadOnly();
    }

    private void CheckDefined<T>(T value, string setting)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            AddOutOfRange(setting, $"there is no {typeof(T).Name} {value}.");
        }
    }

    private void CheckFlags()
    {
        CwmpTlsFlags unknown = (state.Flags | state.ClearedFlags) & ~AllFlags;
        if (unknown != 0)
        {
            AddOutOfRange(nameof(CwmpTlsContextBuilder.SetFlags), $"there are no flags {unknown}.");
        }

        CwmpTlsFlags alwaysOn = state.ClearedFlags & ContextDefaults.AlwaysOn;
        if (alwaysOn != 0)
        {
            AddConflict(nameof(CwmpTlsContextBuilder.ClearFlags), $"{alwaysOn} cannot be taken back; it is always in force.");
        }

        if (state.ContradictedFlags != 0)
        {
            AddConflict(
                nameof(CwmpTlsOptions.ClearedFlags),
                $"{state.ContradictedFlags} stands in {nameof(CwmpTlsOptions.Flags)} as well; keep one of the two.");
        }
    }

    private void CheckWatchInterval()
    {
        if (state.WatchInterval is { } interval && interval != TimeSpan.Zero && (interval < ShortestWatch || interval > LongestTime))
        {
            AddOutOfRange(
                nameof(CwmpTlsContextBuilder.WatchFiles),
                $"files are looked at every 10 ms at most and once a day at least, not every {interval}.");
        }
    }

    private void CheckTimeout(TimeSpan timeout, string setting)
    {
        if (timeout <= TimeSpan.Zero || timeout > LongestTime)
        {
            AddOutOfRange(setting, $"a timeout is more than zero and at most a day, not {timeout}.");
        }
    }

    private void AddOutOfRange(string setting, string message) =>
        errors.Add(CwmpTlsConfigurationErrorCode.ValueOutOfRange, setting, message);

    private void AddConflict(string setting, string message) =>
        errors.Add(CwmpTlsConfigurationErrorCode.SettingConflict, setting, message);
}
