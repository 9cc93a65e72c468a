// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.TestSupport;
using Cwmp.Tls.TestSupport.Architecture;

namespace Cwmp.Tls.Tests.Architecture;

/// <summary>
/// A type of more than 25 members is several types in one, unless it is data. Members are the methods, properties, events and fields that
/// somebody wrote: no constants, no constructors, accessors and operators, nothing of nested types, nothing that a tool made.
/// </summary>
public sealed class TypeSizeTests(WallTests.Library library) : IClassFixture<WallTests.Library>
{
    private const int Most = 25;

    // Data has hardly a method: it is made, compared, checked and printed.
    private const int MostMethodsOfData = 3;

    // Types that are larger. docs/architecture.md says why each is one type.
    private static readonly string[] Larger =
    [
        "Cwmp.Tls.Acs.AcsConversation",
        "Cwmp.Tls.Acs.AcsEngine",
        "Cwmp.Tls.Acs.AcsSession",
        "Cwmp.Tls.Certificates.CertificateAuthority",
        "Cwmp.Tls.Certificates.CertificateFile",
        "Cwmp.Tls.Connections.Building.BuilderState",
        "Cwmp.Tls.Connections.Diagnosis.HandshakeDiagnosis",
        "Cwmp.Tls.Connections.Engines.OpenSsl.LibCrypto",
        "Cwmp.Tls.Connections.Engines.OpenSsl.OpenSslConnection",
        "Cwmp.Tls.Connections.Platform.HttpSessionStream",
        "Cwmp.Tls.Connections.Transport.WireTap",
        "Cwmp.Tls.CwmpTlsContext",
        "Cwmp.Tls.CwmpTlsContextBuilder",
        "Cwmp.Tls.CwmpTlsSession",
        "Cwmp.Tls.Diagnostics.SessionMetrics",
        "Cwmp.Tls.Serialization.CwmpEnvelopeStream",
        "Cwmp.Tls.Soap.SoapReader",
        "Cwmp.Tls.Soap.SoapReaderContext",
        "Cwmp.Tls.Soap.SoapWriter",
        "Cwmp.Tls.Tracing.HandshakeRecorder",
        "Cwmp.Tls.Tracing.RecordReader",
        "Cwmp.Tls.Verification.Parsing.ParsedCertificate",
        "Cwmp.Tls.Verification.Paths.PathSearch",
        "Cwmp.Tls.Verification.PeerVerifier",
        "Cwmp.Tls.Verification.Rules.VerificationRules",
    ];

    [Fact]
    public void Types_are_small_data_or_have_a_reason()
    {
        IEnumerable<string> wrong = library.Map.Types
            .Where(type => type.Members.Count > Most && type.Methods > MostMethodsOfData && !Larger.Contains(type.FullName))
            .Select(type => $"{type}: {type.Members.Count}, of which {type.Methods} methods: "
                + $"{string.Join(' ', type.Members.Select(name => name.Split('#')[0]))}");

        Findings.AreNone(wrong);
    }

    [Fact]
    public void Exceptions_have_their_reason_in_the_document()
    {
        string[] documented =
        [
            .. File.ReadLines(Path.Combine(RepositoryFiles.Root, "docs", "architecture.md"))
                .SkipWhile(line => line != "## Large types")
                .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
                .SelectMany(line => line.Split('|')[1].Split(',').Select(name => name.Trim(' ', '`'))),
        ];

        documented.Should().BeEquivalentTo(Larger.Select(name => name[(name.LastIndexOf('.') + 1)..]));
    }

    [Fact]
    public void Exceptions_are_types_that_are_larger()
    {
        Findings.AreNone(Larger.Except(library.Map.Types.Where(type => type.Members.Count > Most).Select(type => type.FullName)));
    }
}
