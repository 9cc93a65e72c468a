// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;

namespace Cwmp.Tls.AspNetCore.Endpoints;

/// <summary>Who sent a request, as far as its connection and its trusted proxy tell.</summary>
internal readonly record struct Sender
{
    /// <summary>What the sender can prove, HTTP credentials aside.</summary>
    public required AcsPeerEvidence Evidence { get; init; }

    /// <summary>The name of the connection; null where a proxy mixes the requests of many devices on one.</summary>
    public string? ConnectionKey { get; init; }

    /// <summary>The device's address; null where a proxy does not tell it.</summary>
    public IPAddress? Address { get; init; }
}
