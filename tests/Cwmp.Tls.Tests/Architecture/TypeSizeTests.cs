// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.TestSupport;
using Cwmp.Tls.TestSupport.Architecture;

namespace Cwmp.Tls.Tests.Architecture;

/// <summary>Types are small; see <see cref="TypeSizes"/>.</summary>
public sealed class TypeSizeTests(WallTests.Library library) : IClassFixture<WallTests.Library>
{
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
        Findings.AreNone(TypeSizes.TooLarge(library.Map, Larger));
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
        Findings.AreNone(Larger.Except(library.Map.Types.Where(TypeSizes.IsLarge).Select(type => type.FullName)));
    }
}
