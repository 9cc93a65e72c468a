// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Rpc;

/// <summary>Answers one RPC.</summary>
/// <param name="request">The request.</param>
/// <param name="cancellationToken">Ends the session.</param>
/// <returns>The response.</returns>
/// <exception cref="CwmpFaultException">The ACS gets this fault.</exception>
internal delegate ValueTask<CwmpMessage> CpeMethod(CwmpRequest request, CancellationToken cancellationToken);
