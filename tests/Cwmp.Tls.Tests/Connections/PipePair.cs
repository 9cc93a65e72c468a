// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.IO.Pipelines;
using Cwmp.Tls.Connections.Transport;

namespace Cwmp.Tls.Tests.Connections;

/// <summary>A connection in memory, as a server of pipes has it, with a stream at the other end.</summary>
internal sealed class PipePair
{
    private readonly Pipe _toServer;
    private readonly Pipe _toClient = new();

    /// <param name="isTaken">Whether a write of the client ends only when the server has read it.</param>
    public PipePair(bool isTaken = false)
    {
        _toServer = isTaken ? new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1)) : new Pipe();
        Server = new Ends(_toServer.Reader, _toClient.Writer);
        Client = new PipeStream(new Ends(_toClient.Reader, _toServer.Writer));
    }

    public IDuplexPipe Server { get; }

    public Stream Client { get; }

    /// <summary>Ends what the client sends.</summary>
    public PipeWriter ClientOutput => _toServer.Writer;

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
