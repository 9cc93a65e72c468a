// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Http;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;

namespace Cwmp.Tls.Cpe;

/// <summary>What all sessions of an engine have in common.</summary>
internal sealed class CpeSessionSettings
{
    public required CpeHttpSettings Http { get; init; }

    /// <summary>Whether an ACS with an http URL may be called.</summary>
    public required bool AllowPlainHttp { get; init; }

    public required CwmpSerializer Serializer { get; init; }

    public required IReadOnlyList<CwmpVersion> Versions { get; init; }

    public required uint? SessionTimeoutHint { get; init; }

    public required int MaxRequests { get; init; }

    public CwmpVersion HighestVersion => Versions.Max();
}
