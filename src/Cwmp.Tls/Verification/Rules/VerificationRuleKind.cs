// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Rules;

/// <summary>What may be done with a rule.</summary>
public enum VerificationRuleKind
{
    /// <summary>Part of every profile. It cannot be taken out: the strictest kind is the default.</summary>
    Mandatory,

    /// <summary>A requirement that a profile may do without.</summary>
    Requirement,

    /// <summary>Lets something pass that would not otherwise; its name says what is given up.</summary>
    Relaxation,
}
