// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Rules;

/// <summary>Looks at one certificate: null where it keeps the rule, otherwise what was found.</summary>
internal delegate string? CertificateCheck(in RuleContext context);
