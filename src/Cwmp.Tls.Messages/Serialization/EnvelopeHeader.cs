// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Serialization;

/// <summary>What an envelope says outside of its body, as it is being read.</summary>
internal struct EnvelopeHeader
{
    public string? Id;
    public bool HoldRequests;
    public uint? SessionTimeout;
    public EquatableList<CwmpVersion>? SupportedCwmpVersions;
    public CwmpVersion? UseCwmpVersion;

    /// <summary>The namespace of the first header entry of CWMP, for a body that has none.</summary>
    public CwmpNamespace Namespace;

    public readonly CwmpEnvelope ToEnvelope(CwmpMessage body, CwmpNamespace ns) => new()
    {
        Body = body,
        Namespace = ns,
        Id = Id,
        HoldRequests = HoldRequests,
        SessionTimeout = SessionTimeout,
        SupportedCwmpVersions = SupportedCwmpVersions ?? EquatableList<CwmpVersion>.Empty,
        UseCwmpVersion = UseCwmpVersion,
    };
}
