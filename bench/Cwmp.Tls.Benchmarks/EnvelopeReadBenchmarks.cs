// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using BenchmarkDotNet.Attributes;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;

namespace Cwmp.Tls.Benchmarks;

/// <summary>Reading an envelope into a message, beside what the platform offers.</summary>
[MemoryDiagnoser]
public class EnvelopeReadBenchmarks
{
    private byte[] _bytes = [];

    [Params("Inform", "GetParameterValuesResponse")]
    public string Message { get; set; } = string.Empty;

    [GlobalSetup]
    public void Setup() => _bytes = EnvelopeMessages.Get(Message);

    [Benchmark(Baseline = true)]
    public CwmpEnvelope Cwmp() => CwmpSerializer.Default.Read(_bytes);

    [Benchmark]
    public XmlEnvelope XmlReader() => EnvelopeXml.ReadWithXmlReader(_bytes);

    [Benchmark]
    public XmlEnvelope XmlDictionaryReader() => EnvelopeXml.ReadWithXmlDictionaryReader(_bytes);
}
