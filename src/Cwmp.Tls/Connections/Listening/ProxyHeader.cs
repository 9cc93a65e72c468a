// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;

namespace Cwmp.Tls.Connections.Listening;

/// <summary>
/// What a balancer says about a connection it passes on, by version 1 or 2 of HAProxy's PROXY protocol. Both addresses are null where it
/// speaks for itself (a health check), or for a peer without an IP address.
/// </summary>
internal readonly record struct ProxyHeader(IPEndPoint? Source, IPEndPoint? Destination);
