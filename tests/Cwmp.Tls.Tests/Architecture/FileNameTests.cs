// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.TestSupport.Architecture;

namespace Cwmp.Tls.Tests.Architecture;

/// <summary>A file is named after its one type: <c>Type.cs</c>, <c>Type.Phase.cs</c>.</summary>
public sealed class FileNameTests(WallTests.Library library) : IClassFixture<WallTests.Library>
{
    // Files that still hold more than their type. The list only shrinks.
    private static readonly string[] Known =
    [
        "Certificates/BoundedFile.cs",
        "Certificates/CertificateNames.cs",
        "Certificates/DerContent.cs",
        "Certificates/DeviceIdentityFormat.cs",
        "Certificates/PemBlocks.cs",
        "Certificates/RevocationListReader.cs",
        "Connections/Listening/ClientHelloScan.cs",
        "Connections/Listening/ProxyHeaderParser.cs",
        "Tracing/CaptureBuffer.cs",
        "Tracing/FirstBytes.cs",
        "Tracing/HandshakeFacts.cs",
        "Tracing/HandshakeMessageParser.cs",
        "Verification/Keys/IssuerKey.cs",
        "Verification/Keys/PublicKeyInfo.cs",
        "Verification/Keys/SignatureScheme.cs",
        "Verification/Names/DistinguishedName.cs",
        "Verification/Names/GeneralNames.cs",
        "Verification/Names/NameConstraintSet.cs",
        "Verification/Names/ReferenceName.cs",
        "Verification/Parsing/ExtensionKind.cs",
        "Verification/Parsing/ParsedExtensions.cs",
        "Verification/Paths/PathNode.cs",
        "Verification/Pins/IDevicePinStore.cs",
        "Verification/VerifyCallback.cs",
    ];

    [Fact]
    public void File_is_named_after_its_one_type()
    {
        IEnumerable<string> wrong = library.Map.Types
            .SelectMany(type => type.Files.Select(file => (type.Name, File: file)))
            .Where(pair => Path.GetFileNameWithoutExtension(pair.File) != pair.Name
                && !Path.GetFileNameWithoutExtension(pair.File).StartsWith(pair.Name + ".", StringComparison.Ordinal))
            .Where(pair => !Known.Contains(pair.File))
            .Select(pair => $"{pair.Name} stands in {pair.File}");

        Findings.AreNone(wrong);
    }
}
