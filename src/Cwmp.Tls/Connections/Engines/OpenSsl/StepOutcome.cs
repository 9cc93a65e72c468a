// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>The result of one call into an SSL.</summary>
/// <param name="Result">How it ended.</param>
/// <param name="Count">How many octets of data it gave or took.</param>
/// <param name="Reason">OpenSSL's reason where it failed.</param>
/// <param name="Text">OpenSSL's text of the reason.</param>
internal readonly record struct StepOutcome(StepResult Result, int Count = 0, int Reason = 0, string Text = "");
