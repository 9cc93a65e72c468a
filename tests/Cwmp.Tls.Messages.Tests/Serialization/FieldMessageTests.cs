// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.Soap;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Serialization;

/// <summary>The messages of real devices and servers in `shared/messages`.</summary>
public sealed class FieldMessageTests
{
    // Those that are not well-formed XML; everything else is read.
    private static readonly Dictionary<string, CwmpProtocolErrorCode> NotXml = new(StringComparer.Ordinal)
    {
        ["175"] = CwmpProtocolErrorCode.NotWellFormed,
        ["186"] = CwmpProtocolErrorCode.NotWellFormed,
        ["187"] = CwmpProtocolErrorCode.NotWellFormed,
        ["188"] = CwmpProtocolErrorCode.NotWellFormed,
    };

    [Fact]
    public void Every_envelope_is_read_and_reads_back_equal_from_what_we_write()
    {
        string[] files = Directory.GetFiles(RepositoryFiles.RequireShared("messages/captures"));

        files.Should().NotBeEmpty();
        foreach (string file in files)
        {
            string name = Path.GetFileName(file);
            bool isRead = CwmpSerializer.Default.TryRead(File.ReadAllBytes(file), out CwmpEnvelope? envelope, out CwmpProtocolError error);

            if (NotXml.TryGetValue(name[..3], out CwmpProtocolErrorCode code))
            {
                error.Code.Should().Be(code, name);
                error.Offset.Should().BePositive(name);
                continue;
            }

            isRead.Should().BeTrue($"{name}: {error}");
            CwmpSerializer.Default.Read(CwmpSerializer.Default.WriteToArray(envelope!)).Should().Be(envelope, name);
        }
    }

    [Fact]
    public void Each_message_is_the_one_the_index_names()
    {
        string folder = RepositoryFiles.RequireShared("messages");

        foreach (string[] row in File.ReadLines(Path.Combine(folder, "INDEX.tsv")).Skip(1).Select(line => line.Split('\t')))
        {
            if (CwmpSerializer.Default.TryRead(File.ReadAllBytes(Path.Combine(folder, "captures", row[0])), out CwmpEnvelope? envelope,
                out _))
            {
                envelope.Body.ElementName.Should().Be(row[3], row[0]);
            }
        }
    }

    [Fact]
    public void Inform_of_a_device_keeps_every_detail()
    {
        byte[] bytes =
            File.ReadAllBytes(RepositoryFiles.RequireShared("messages/captures/003-siemens-subscriber-networks-speedstream-Inform.xml"));

        CwmpEnvelope envelope = CwmpSerializer.Default.Read(bytes);

        envelope.Id.Should().Be("1234");
        envelope.Namespace.Should().Be(CwmpNamespace.Cwmp10);
        Inform inform = envelope.Body.Should().BeOfType<Inform>().Subject;
        inform.DeviceId.OUI.Should().Be("000B23");
        inform.Event.Should().Equal(new EventStruct(EventCode.Boot));
        inform.CurrentTime.Kind.Should().Be(CwmpDateTimeKind.SinceBoot);
        inform.ParameterList.Should().HaveCount(9);
        inform.ParameterList.GetText("InternetGatewayDevice.DeviceInfo.SpecVersion").Should().Be("1.0");
    }
}
