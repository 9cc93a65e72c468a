// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Connections.Material;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Connections.Building;

/// <summary>Settles how each role's verifier judges.</summary>
internal sealed class VerifierPlanner(BuilderState state, TrustSource trust, CrlSource? crls, ConfigurationErrors errors)
{
    public PeerVerifierOptions Plan(PeerRole role)
    {
        var options = new PeerVerifierOptions
        {
            Role = role,
            Trust = trust,
            Crls = crls,
            Profile = role == PeerRole.AcsServer
                ? Change(state.ServerProfile, state.ServerRules, nameof(CwmpTlsOptions.ServerRules))
                : Change(state.DeviceProfile, state.DeviceRules, nameof(CwmpTlsOptions.DeviceRules)),
            Clock = state.Clock ?? VerificationClock.Trusted(state.TimeProvider),
            VerifyCallback = state.VerifyCallback,
            LoggerFactory = state.LoggerFactory,
        };
        if (state.IdentityExtractor is not null)
        {
            options.IdentityExtractor = state.IdentityExtractor;
        }

        foreach ((PeerRole configured, Action<PeerVerifierOptions> configure) in state.VerifierSettings)
        {
            if (configured == role)
            {
                configure(options);
            }
        }

        foreach (string mistake in options.Validate())
        {
            AddOutOfRange(nameof(CwmpTlsContextBuilder.ConfigureVerifier), $"{role}: {mistake}");
        }

        return options;
    }

    private VerificationProfile Change(VerificationProfile profile, List<string> changes, string setting)
    {
        foreach (string change in changes)
        {
            VerificationRule? rule = VerificationRules.All.FirstOrDefault(
                known => change.Length > 1 && string.Equals(known.Name, change[1..], StringComparison.Ordinal));
            switch (change.Length > 0 ? change[0] : ' ')
            {
                case '+' when rule is not null:
                    profile = profile.With(rule);
                    break;
                case '-' when rule is { Kind: not VerificationRuleKind.Mandatory }:
                    profile = profile.Without(rule);
                    break;
                default:
                    AddOutOfRange(setting, rule is null || change[0] is not ('+' or '-')
                        ? $"\"{change}\" is no change: expected + or - and the name of a rule, as docs/verification.md lists them."
                        : $"the rule {rule.Name} is part of every profile; a relaxation may exist for what you need.");
                    break;
            }
        }

        return profile;
    }

    private void AddOutOfRange(string setting, string message) =>
        errors.Add(CwmpTlsConfigurationErrorCode.ValueOutOfRange, setting, message);
}
