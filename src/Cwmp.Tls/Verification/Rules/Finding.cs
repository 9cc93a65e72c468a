// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Rules;

/// <summary>One thing that is wrong, at one certificate of a path.</summary>
internal sealed record Finding(VerificationError Error, VerificationRule Rule, int Depth, string Detail);
