// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Web redirection: a user asked for something (TR-069 §A.4.2.1; deprecated). CPE to ACS.</summary>
public sealed record Kicked : CwmpRequest<KickedResponse>
{
    /// <summary>What is asked for, at most 32 characters.</summary>
    public string Command { get; init; } = string.Empty;

    /// <summary>The page the user came from, at most 64 characters.</summary>
    public string Referer { get; init; } = string.Empty;

    /// <summary>An argument, at most 256 characters.</summary>
    public string Arg { get; init; } = string.Empty;

    /// <summary>Where to send the user when done, at most 1024 characters.</summary>
    public string Next { get; init; } = string.Empty;

    /// <inheritdoc/>
    public override string MethodName => nameof(Kicked);
}
