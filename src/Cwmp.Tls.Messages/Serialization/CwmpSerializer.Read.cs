// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization;

/// <summary>Reading envelopes as a whole.</summary>
public sealed partial record CwmpSerializer
{
    /// <summary>Reads an envelope.</summary>
    /// <param name="bytes">The whole envelope, and nothing else but white space around it.</param>
    /// <param name="charset">
    /// The charset of the Content-Type, which goes before what the XML declaration says; null when it has none.
    /// </param>
    /// <exception cref="CwmpProtocolException">The bytes are no envelope of CWMP.</exception>
    public CwmpEnvelope Read(ReadOnlySpan<byte> bytes, string? charset = null) =>
        TryRead(bytes, charset, out CwmpEnvelope? envelope, out CwmpProtocolError error)
            ? envelope
            : throw new CwmpProtocolException(error);

    /// <summary>Reads an envelope that lies in several pieces.</summary>
    /// <param name="bytes">The whole envelope, and nothing else but white space around it.</param>
    /// <param name="charset">
    /// The charset of the Content-Type, which goes before what the XML declaration says; null when it has none.
    /// </param>
    /// <exception cref="CwmpProtocolException">The bytes are no envelope of CWMP.</exception>
    public CwmpEnvelope Read(in ReadOnlySequence<byte> bytes, string? charset = null) =>
        TryRead(bytes, charset, out CwmpEnvelope? envelope, out CwmpProtocolError error)
            ? envelope
            : throw new CwmpProtocolException(error);

    /// <summary>Reads an envelope in UTF-8, or in what its XML declaration says.</summary>
    /// <param name="bytes">The whole envelope, and nothing else but white space around it.</param>
    /// <param name="envelope">The envelope, or null.</param>
    /// <param name="error">Why it was refused.</param>
    public bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out CwmpEnvelope? envelope, out CwmpProtocolError error) =>
        TryRead(bytes, charset: null, out envelope, out error);

    /// <summary>Reads an envelope. Nothing is thrown for bytes that are none.</summary>
    /// <param name="bytes">The whole envelope, and nothing else but white space around it.</param>
    /// <param name="charset">
    /// The charset of the Content-Type, which goes before what the XML declaration says; null when it has none.
    /// </param>
    /// <param name="envelope">The envelope, or null.</param>
    /// <param name="error">Why it was refused.</param>
    public bool TryRead(
        ReadOnlySpan<byte> bytes,
        string? charset,
        [NotNullWhen(true)] out CwmpEnvelope? envelope,
        out CwmpProtocolError error)
    {
        if (bytes.Length > Limits.MaxEnvelopeBytes)
        {
            envelope = null;
            error = TooLarge();
            return false;
        }

        CwmpProtocolErrorCode code = EnvelopeDecoder.Decode(
            bytes, charset, out byte[]? rented, out ReadOnlySpan<byte> utf8, out int errorOffset);
        try
        {
            envelope = null;
            error = new CwmpProtocolError { Code = code, Offset = errorOffset };
            if (code == CwmpProtocolErrorCode.None)
            {
                envelope = ReadUtf8(utf8, out error);
            }
        }
        finally
        {
            EnvelopeDecoder.Return(rented);
        }

        // Only where nothing said which encoding it is, or UTF-8 did and was wrong.
        if (error.Code == CwmpProtocolErrorCode.InvalidEncoding && rented is null && Tolerance.HasFlag(CwmpTolerance.Latin1Fallback))
        {
            EnvelopeDecoder.DecodeLatin1(bytes, out rented, out utf8);
            try
            {
                envelope = ReadUtf8(utf8, out error);
            }
            finally
            {
                EnvelopeDecoder.Return(rented);
            }
        }

        return envelope is not null;
    }

    /// <summary>Reads an envelope that lies in several pieces. Nothing is thrown for bytes that are none.</summary>
    /// <param name="bytes">The whole envelope, and nothing else but white space around it.</param>
    /// <param name="charset">
    /// The charset of the Content-Type, which goes before what the XML declaration says; null when it has none.
    /// </param>
    /// <param name="envelope">The envelope, or null.</param>
    /// <param name="error">Why it was refused.</param>
    public bool TryRead(
        in ReadOnlySequence<byte> bytes,
        string? charset,
        [NotNullWhen(true)] out CwmpEnvelope? envelope,
        out CwmpProtocolError error)
    {
        if (bytes.IsSingleSegment)
        {
            return TryRead(bytes.FirstSpan, charset, out envelope, out error);
        }

        if (bytes.Length > Limits.MaxEnvelopeBytes)
        {
            envelope = null;
            error = TooLarge();
            return false;
        }

        int length = (int)bytes.Length;
        byte[] whole = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            bytes.CopyTo(whole);
            return TryRead(whole.AsSpan(0, length), charset, out envelope, out error);
        }
        finally
        {
            EnvelopeDecoder.Return(whole);
        }
    }

    /// <summary>Reads an envelope to the end of a pipe. The pipe is read up to the limit and no further.</summary>
    /// <param name="reader">The pipe; it is not completed.</param>
    /// <param name="charset">
    /// The charset of the Content-Type, which goes before what the XML declaration says; null when it has none.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for more bytes.</param>
    /// <exception cref="CwmpProtocolException">The bytes are no envelope of CWMP.</exception>
    public async ValueTask<CwmpEnvelope> ReadAsync(PipeReader reader, string? charset = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        while (true)
        {
            ReadResult result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            if (result.IsCanceled)
            {
                reader.AdvanceTo(buffer.Start, buffer.End);
                throw new OperationCanceledException("The read of the pipe was cancelled.");
            }

            if (result.IsCompleted || buffer.Length > Limits.MaxEnvelopeBytes)
            {
                bool isRead = TryRead(buffer, charset, out CwmpEnvelope? envelope, out CwmpProtocolError error);
                reader.AdvanceTo(buffer.End);
                return isRead ? envelope! : throw new CwmpProtocolException(error);
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private CwmpEnvelope? ReadUtf8(ReadOnlySpan<byte> utf8, out CwmpProtocolError error)
    {
        SoapReaderContext context = SoapReaderContext.Rent(Limits, _strings, Tolerance.HasFlag(CwmpTolerance.RepairParameterValues));
        var reader = new SoapReader(utf8, context);
        CwmpEnvelope? envelope = EnvelopeReader.Read(ref reader, Codecs, out error);
        SoapReaderContext.Return(context);
        return envelope;
    }

    private CwmpProtocolError TooLarge() => new()
    {
        Code = CwmpProtocolErrorCode.EnvelopeTooLarge,
        Offset = Limits.MaxEnvelopeBytes,
    };
}
