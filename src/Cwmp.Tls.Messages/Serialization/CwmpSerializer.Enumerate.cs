// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.IO.Pipelines;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization.Codecs;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization;

/// <summary>Reading very large answers item by item.</summary>
public sealed partial record CwmpSerializer
{
    /// <summary>Goes through the values of a GetParameterValuesResponse without making a list.</summary>
    /// <param name="utf8">The whole envelope, in UTF-8.</param>
    /// <exception cref="CwmpProtocolException">Thrown by the enumeration: the bytes are no such envelope.</exception>
    public CwmpItemEnumerator<ParameterValue> EnumerateParameterValues(ReadOnlySpan<byte> utf8) =>
        new(utf8, this, ItemReaders.ParameterValues, ItemReaders.ParameterValue);

    /// <summary>Goes through the names of a GetParameterNamesResponse without making a list.</summary>
    /// <param name="utf8">The whole envelope, in UTF-8.</param>
    /// <exception cref="CwmpProtocolException">Thrown by the enumeration: the bytes are no such envelope.</exception>
    public CwmpItemEnumerator<ParameterInfoStruct> EnumerateParameterNames(ReadOnlySpan<byte> utf8) =>
        new(utf8, this, ItemReaders.ParameterNames, ItemReaders.ParameterInfo);

    /// <summary>
    /// Begins to read an envelope from a pipe, as far as its header and the name of its message. What follows is then read as a whole, or
    /// item by item in memory that does not grow with the list.
    /// </summary>
    /// <param name="reader">The pipe; it is not completed. It is not to be used until the envelope was read.</param>
    /// <param name="charset">
    /// The charset of the Content-Type, which goes before what the XML declaration says; null when it has none.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for more bytes.</param>
    /// <exception cref="CwmpProtocolException">The bytes are no envelope of CWMP.</exception>
    public async ValueTask<CwmpEnvelopeStream> OpenAsync(
        PipeReader reader, string? charset = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var stream = new CwmpEnvelopeStream(this, new EnvelopeBuffer(reader, Limits), charset);
        try
        {
            await stream.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    // A context that is not shared with other readers of the thread.
    internal SoapReaderContext CreateContext() =>
        SoapReaderContext.Create(Limits, _strings, Tolerance.HasFlag(CwmpTolerance.RepairParameterValues));

    // UTF-8, whatever the XML declaration says.
    internal CwmpEnvelope ReadConverted(ReadOnlySpan<byte> utf8) =>
        ReadUtf8(utf8, out CwmpProtocolError error) ?? throw new CwmpProtocolException(error);
}
