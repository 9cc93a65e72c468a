// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.TestSupport.Architecture;

namespace Cwmp.Tls.Tests.Architecture;

/// <summary>
/// A type of more than 25 members is several types in one, unless it is data. Members are the methods, properties, events and fields that somebody wrote: no constants, no
/// constructors, accessors and operators, nothing of nested types, nothing that a tool made.
/// </summary>
public sealed class TypeSizeTests(WallTests.Library library) : IClassFixture<WallTests.Library>
{
    private const int Most = 25;

    // Data has hardly a method: it is made, compared, checked and printed.
    private const int MostMethodsOfData = 3;

    // Types that are larger, with their size now: none may grow. docs/architecture.md says why each is one type.
    private static readonly Dictionary<string, int> Larger = new(StringComparer.Ordinal)
    {
        ["Cwmp.Tls.Acs.AcsConversation"] = 63,
        ["Cwmp.Tls.Acs.AcsEngine"] = 49,
        ["Cwmp.Tls.Acs.AcsSession"] = 40,
        ["Cwmp.Tls.Certificates.CertificateAuthority"] = 49,
        ["Cwmp.Tls.Certificates.CertificateFile"] = 28,
        ["Cwmp.Tls.Connections.Diagnosis.HandshakeDiagnosis"] = 31,
        ["Cwmp.Tls.Connections.Transport.HttpSessionStream"] = 26,
        ["Cwmp.Tls.Connections.Transport.WireTap"] = 39,
        ["Cwmp.Tls.Cpe.CpeAgent"] = 36,
        ["Cwmp.Tls.Cpe.CpeEngine"] = 77,
        ["Cwmp.Tls.Cpe.CpeSessionRunner"] = 27,
        ["Cwmp.Tls.Cpe.Model.CpeModelNode"] = 28,
        ["Cwmp.Tls.Cpe.Model.CpeParameterTree"] = 53,
        ["Cwmp.Tls.Cpe.State.CpeDeviceState"] = 29,
        ["Cwmp.Tls.CwmpTlsContext"] = 42,
        ["Cwmp.Tls.CwmpTlsContextBuilder"] = 34,
        ["Cwmp.Tls.CwmpTlsSession"] = 69,
        ["Cwmp.Tls.Diagnostics.SessionMetrics"] = 32,
        ["Cwmp.Tls.Tracing.HandshakeRecorder"] = 46,
        ["Cwmp.Tls.Tracing.RecordReader"] = 32,
        ["Cwmp.Tls.Verification.Parsing.ParsedCertificate"] = 39,
        ["Cwmp.Tls.Verification.Paths.PathSearch"] = 26,
        ["Cwmp.Tls.Verification.PeerVerifier"] = 49,
        ["Cwmp.Tls.Verification.Rules.VerificationRules"] = 90,
        ["Cwmp.Tls.Serialization.CwmpEnvelopeStream"] = 28,
        ["Cwmp.Tls.Soap.SoapReader"] = 84,
        ["Cwmp.Tls.Soap.SoapReaderContext"] = 29,
        ["Cwmp.Tls.Soap.SoapWriter"] = 27,
    };

    [Fact]
    public void Types_are_small_data_or_have_a_reason()
    {
        IEnumerable<string> wrong = library.Map.Types
            .Where(type => type.Members.Count > Most && type.Methods > MostMethodsOfData && type.Members.Count > Larger.GetValueOrDefault(type.FullName))
            .Select(type => $"[\"{type}\"] = {type.Members.Count}, of which {type.Methods} methods: {string.Join(' ', type.Members.Select(name => name.Split('#')[0]))}");

        Findings.AreNone(wrong);
    }

    [Fact]
    public void Exceptions_are_types_that_are_larger()
    {
        Findings.AreNone(Larger.Keys.Except(library.Map.Types.Where(type => type.Members.Count > Most).Select(type => type.FullName)));
    }
}
