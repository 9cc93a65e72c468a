// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Security.Authentication;

namespace Cwmp.Tls.Connections.Transport;

/// <summary>What streams and pipes need of the session below them.</summary>
internal interface ISessionBytes : IAsyncDisposable
{
    SslProtocols Protocol { get; }

    TlsCipherSuite CipherSuite { get; }

    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken);

    Task ShutdownAsync(CancellationToken cancellationToken);
}
