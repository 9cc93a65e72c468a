// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections;
using System.Globalization;
using System.Reflection;
using Cwmp.Tls.Connections.Building;
using Cwmp.Tls.Tracing;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Tests.Connections.Building;

/// <summary>Options add to what a builder was told: each one reaches its setting, and touches no other.</summary>
public sealed class BuilderStateTests
{
    // Every property of the options with a value that differs from its default and from what Told sets. A new option needs a line here.
    private static readonly Dictionary<string, Action<CwmpTlsOptions>> Named = new(StringComparer.Ordinal)
    {
        [nameof(CwmpTlsOptions.Engine)] = options => options.Engine = CwmpTlsEngine.SslStream,
        [nameof(CwmpTlsOptions.Method)] = options => options.Method = CwmpTlsMethod.Tls12,
        [nameof(CwmpTlsOptions.Flags)] = options => options.Flags = CwmpTlsFlags.NoResumption,
        [nameof(CwmpTlsOptions.ClearedFlags)] = options => options.ClearedFlags = CwmpTlsFlags.IgnoreUnexpectedEnd,
        [nameof(CwmpTlsOptions.VerifyMode)] = options => options.VerifyMode = CwmpTlsVerifyMode.NoClientCertificate,
        [nameof(CwmpTlsOptions.CaFile)] = options => options.CaFile = "ca.pem",
        [nameof(CwmpTlsOptions.CaDirectory)] = options => options.CaDirectory = "cas",
        [nameof(CwmpTlsOptions.CertificateChainFile)] = options => options.CertificateChainFile = "acs.pem",
        [nameof(CwmpTlsOptions.PrivateKeyFile)] = options => options.PrivateKeyFile = "acs.key",
        [nameof(CwmpTlsOptions.PrivateKeyPassword)] = options => options.PrivateKeyPassword = "word",
        [nameof(CwmpTlsOptions.PrivateKeyPasswordFile)] = options => options.PrivateKeyPasswordFile = "word.txt",
        [nameof(CwmpTlsOptions.NoCertificate)] = options => options.NoCertificate = false,
        [nameof(CwmpTlsOptions.CrlFiles)] = options => options.CrlFiles.Add("a.crl"),
        [nameof(CwmpTlsOptions.Revocation)] = options => options.Revocation = RevocationPolicy.HardFailLeaf,
        [nameof(CwmpTlsOptions.RequireDeviceIdentity)] = options => options.RequireDeviceIdentity = true,
        [nameof(CwmpTlsOptions.ServerRules)] = options => options.ServerRules.Add("-ValidityEncoding"),
        [nameof(CwmpTlsOptions.DeviceRules)] = options => options.DeviceRules.Add("+SubjectAltNamePresent"),
        [nameof(CwmpTlsOptions.CipherProfile)] = options => options.CipherProfile = "LegacyStaticRsa",
        [nameof(CwmpTlsOptions.ApplicationProtocols)] = options => options.ApplicationProtocols.Add("http/1.1"),
        [nameof(CwmpTlsOptions.HandshakeTimeout)] = options => options.HandshakeTimeout = TimeSpan.FromSeconds(10),
        [nameof(CwmpTlsOptions.CloseTimeout)] = options => options.CloseTimeout = TimeSpan.FromSeconds(2),
        [nameof(CwmpTlsOptions.Trace)] = options => options.Trace = HandshakeTraceLevel.Messages,
        [nameof(CwmpTlsOptions.WatchInterval)] = options => options.WatchInterval = TimeSpan.FromSeconds(3),
    };

    public static TheoryData<string> Options() => [.. Named.Keys];

    [Fact]
    public void Table_above_holds_every_option() =>
        Named.Keys.Should().BeEquivalentTo(typeof(CwmpTlsOptions).GetProperties().Select(property => property.Name));

    [Fact]
    public void Options_that_name_nothing_change_nothing()
    {
        BuilderState state = Told();

        state.Apply(new CwmpTlsOptions());

        Describe(state).Should().BeEquivalentTo(Describe(Told()));
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Option_reaches_its_setting_and_survives_every_other_option(string name)
    {
        BuilderState alone = Told();
        alone.Apply(Having(name));
        Describe(alone).Should().NotBeEquivalentTo(Describe(Told()), "an option that changes nothing was forgotten in Apply");

        foreach (string other in Named.Keys.Where(other => other != name))
        {
            BuilderState together = Told();
            together.Apply(Having(name, other));
            BuilderState inTurns = Told();
            inTurns.Apply(Having(name));
            inTurns.Apply(Having(other));
            BuilderState inOtherTurns = Told();
            inOtherTurns.Apply(Having(other));
            inOtherTurns.Apply(Having(name));

            Describe(inTurns).Should().BeEquivalentTo(Describe(together), "{0} must not undo {1}", other, name);
            Describe(inOtherTurns).Should().BeEquivalentTo(Describe(together), "{0} must not undo {1}", name, other);
        }
    }

    [Fact]
    public void Options_are_copied()
    {
        CwmpTlsOptions options = Having([.. Named.Keys]);
        var state = new BuilderState();
        state.Apply(options);
        Dictionary<string, string> before = Describe(state);

        foreach (PropertyInfo list in typeof(CwmpTlsOptions).GetProperties().Where(property => property.GetValue(options) is IList<string>))
        {
            ((IList<string>)list.GetValue(options)!).Add("later");
        }

        Describe(state).Should().BeEquivalentTo(before);
    }

    [Fact]
    public void Options_turn_the_watch_of_files_on_unless_it_was_named()
    {
        var unnamed = new BuilderState();
        unnamed.Apply(new CwmpTlsOptions());
        var off = new BuilderState();
        off.Apply(new CwmpTlsOptions { WatchInterval = TimeSpan.Zero });
        off.Apply(new CwmpTlsOptions());

        unnamed.WatchInterval.Should().Be(CwmpTlsContextBuilder.DefaultWatchInterval);
        off.WatchInterval.Should().Be(TimeSpan.Zero);
    }

    // A builder that was told something else than the defaults wherever there is a default to fall back to.
    private static BuilderState Told()
    {
        var state = new BuilderState
        {
            Engine = CwmpTlsEngine.OpenSsl,
            Method = CwmpTlsMethod.Tls13,
            Flags = CwmpTlsFlags.IgnoreUnexpectedEnd | CwmpTlsFlags.NoAuthorityNames,
            VerifyMode = CwmpTlsVerifyMode.RequestCertificate,
            ChainFile = "told.pem",
            ChainPassword = "told",
            KeyFile = "told.key",
            KeyPassword = "told",
            PasswordFile = "told.txt",
            UseNoCertificate = true,
            CipherProfileName = "Modern",
            ApplicationProtocols = ["told"],
            HandshakeTimeout = TimeSpan.FromSeconds(77),
            CloseTimeout = TimeSpan.FromSeconds(7),
            TraceLevel = HandshakeTraceLevel.Capture,
            WatchInterval = TimeSpan.FromSeconds(70),
        };
        state.CaFiles.Add("told-ca.pem");
        state.CaDirectories.Add("told-cas");
        state.CrlFiles.Add("told.crl");
        state.ServerRules.Add("-Told");
        state.DeviceRules.Add("+Told");
        return state;
    }

    private static CwmpTlsOptions Having(params string[] names)
    {
        var options = new CwmpTlsOptions();
        foreach (string name in names)
        {
            Named[name](options);
        }

        return options;
    }

    // The changes that options make to verifiers are functions; what they do is seen on options of a verifier.
    private static Dictionary<string, string> Describe(BuilderState state)
    {
        Dictionary<string, string> all = typeof(BuilderState).GetProperties()
            .Where(property => property.Name != nameof(BuilderState.VerifierSettings))
            .ToDictionary(property => property.Name, property => Text(property.GetValue(state)));
        foreach (PeerRole role in new[] { PeerRole.AcsServer, PeerRole.CpeDevice })
        {
            var verifier = new PeerVerifierOptions();
            foreach ((_, Action<PeerVerifierOptions> configure) in state.VerifierSettings.Where(setting => setting.Role == role))
            {
                configure(verifier);
            }

            all.Add($"{role}", $"{verifier.Revocation} {verifier.RequireDeviceIdentity}");
        }

        return all;
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        IEnumerable items => string.Join('|', items.Cast<object>()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
