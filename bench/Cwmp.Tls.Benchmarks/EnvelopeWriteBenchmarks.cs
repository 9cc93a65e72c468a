// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using BenchmarkDotNet.Attributes;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;

namespace Cwmp.Tls.Benchmarks;

/// <summary>Writing a message into a buffer that is used again, beside what the platform offers.</summary>
[MemoryDiagnoser]
public class EnvelopeWriteBenchmarks
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 19);
    private readonly MemoryStream _stream = new(1 << 19);
    private CwmpEnvelope? _envelope;
    private XmlEnvelope? _xml;

    [Params("Inform", "GetParameterValuesResponse")]
    public string Message { get; set; } = string.Empty;

    [GlobalSetup]
    public void Setup()
    {
        _envelope = CwmpSerializer.Default.Read(EnvelopeMessages.Get(Message));
        _xml = EnvelopeXml.ReadWithXmlReader(EnvelopeMessages.Get(Message));
    }

    [Benchmark(Baseline = true)]
    public int Cwmp()
    {
        _buffer.ResetWrittenCount();
        CwmpSerializer.Default.Write(_buffer, _envelope!);
        return _buffer.WrittenCount;
    }

    [Benchmark]
    public long XmlWriter()
    {
        _stream.SetLength(0);
        EnvelopeXml.WriteWithXmlWriter(_stream, _xml!);
        return _stream.Length;
    }

    [Benchmark]
    public long XmlDictionaryWriter()
    {
        _stream.SetLength(0);
        EnvelopeXml.WriteWithXmlDictionaryWriter(_stream, _xml!);
        return _stream.Length;
    }
}
