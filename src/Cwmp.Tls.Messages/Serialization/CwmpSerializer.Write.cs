// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.IO.Pipelines;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization.Codecs;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization;

/// <summary>Writing envelopes.</summary>
public sealed partial record CwmpSerializer
{
    /// <summary>Writes an envelope as UTF-8. Nothing is allocated.</summary>
    /// <param name="output">Where the bytes go. When this throws, it has an incomplete envelope.</param>
    /// <param name="envelope">The envelope.</param>
    /// <exception cref="ArgumentException">
    /// A text has a character that XML cannot carry, or a name is no XML name; the message names the field.
    /// </exception>
    public void Write(IBufferWriter<byte> output, CwmpEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(envelope);
        var writer = new SoapWriter(output);
        EnvelopeWriter.Write(ref writer, envelope, Codecs, WritesXmlDeclaration);
        writer.Flush();
    }

    /// <summary>
    /// A request in the form of <see cref="VendorRequest"/>: the arguments as a tree of elements, as they go over the wire. For code that
    /// handles any RPC.
    /// </summary>
    /// <param name="request">The request; a <see cref="VendorRequest"/> is returned as it is.</param>
    /// <exception cref="ArgumentException">A text has a character that XML cannot carry; the message names the field.</exception>
    public VendorRequest ToVendorRequest(CwmpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request is VendorRequest vendor)
        {
            return vendor;
        }

        byte[] envelope = WriteToArray(new CwmpEnvelope { Body = request });
        return (VendorRequest)(this with { Codecs = RpcCodecs.None }).Read(envelope).Body;
    }

    /// <summary>Writes an envelope as UTF-8 into an array of its own.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <exception cref="ArgumentException">
    /// A text has a character that XML cannot carry, or a name is no XML name; the message names the field.
    /// </exception>
    public byte[] WriteToArray(CwmpEnvelope envelope)
    {
        using var buffer = new PooledBufferWriter();
        Write(buffer, envelope);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes an envelope as UTF-8 to a stream. Nothing is written when the envelope is refused.</summary>
    /// <param name="stream">Where the bytes go; it is not flushed.</param>
    /// <param name="envelope">The envelope.</param>
    /// <exception cref="ArgumentException">
    /// A text has a character that XML cannot carry, or a name is no XML name; the message names the field.
    /// </exception>
    public void Write(Stream stream, CwmpEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var buffer = new PooledBufferWriter();
        Write(buffer, envelope);
        stream.Write(buffer.WrittenSpan);
    }

    /// <summary>Writes an envelope as UTF-8 to a stream. Nothing is written when the envelope is refused.</summary>
    /// <param name="stream">Where the bytes go; it is not flushed.</param>
    /// <param name="envelope">The envelope.</param>
    /// <param name="cancellationToken">Ends the wait for the stream.</param>
    /// <exception cref="ArgumentException">
    /// A text has a character that XML cannot carry, or a name is no XML name; the message names the field.
    /// </exception>
    public async ValueTask WriteAsync(Stream stream, CwmpEnvelope envelope, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var buffer = new PooledBufferWriter();
        Write(buffer, envelope);
        await stream.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes an envelope as UTF-8 to a pipe and flushes it. Nothing is written when the envelope is refused.</summary>
    /// <param name="writer">The pipe; it is not completed.</param>
    /// <param name="envelope">The envelope.</param>
    /// <param name="cancellationToken">Ends the wait for the pipe.</param>
    /// <exception cref="ArgumentException">
    /// A text has a character that XML cannot carry, or a name is no XML name; the message names the field.
    /// </exception>
    public async ValueTask<FlushResult> WriteAsync(PipeWriter writer, CwmpEnvelope envelope, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writer);
        using var buffer = new PooledBufferWriter();
        Write(buffer, envelope);
        return await writer.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }
}
