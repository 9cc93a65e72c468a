// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Tracing;
using static Cwmp.Tls.Tests.Tracing.TlsBytes;

namespace Cwmp.Tls.Tests.Tracing;

/// <summary>Each readable message, from bytes written out by hand.</summary>
public sealed class MessageDecodingTests
{
    private readonly HandshakeRecorder _recorder = new(isServer: true, HandshakeTraceLevel.Messages);

    [Fact]
    public void ClientHello_is_decoded_in_full()
    {
        byte[] hello = Handshake(
            1,
            [0x03, 0x03],                                              // legacy version
            new byte[32],                                              // random
            Vector8(new byte[32]),                                     // session id
            List16(0x2A2A, 0x1301, 0x002F, 0x00FF, 0x5600, 0xFEDC),    // GREASE, 1.3, static RSA, both signals, unassigned
            [0x01, 0x00],                                              // compression: none
            Vector16(
                Extension(0, Vector16([0x00], Vector16("acs.example.com"u8.ToArray()))),
                Extension(10, List16(0x11EC, 0x001D, 0x0017, 0x0100)),
                Extension(13, List16(0x0403, 0x0804, 0x0401)),
                Extension(16, Vector16(Vector8("h2"u8.ToArray()), Vector8("http/1.1"u8.ToArray()))),
                Extension(35, new byte[160]),                          // TLS 1.2 ticket
                Extension(42),                                         // early data
                Extension(43, Vector8(U16(0x0304), U16(0x0303))),
                Extension(51, Vector16(U16(0x001D), Vector16(new byte[32]), U16(0x0017), Vector16(new byte[65]))),
                Extension(0xFF01, [0x00]),                             // one we have no use for
                Extension(41, new byte[40])));                         // pre-shared key

        _recorder.Received(hello);

        HandshakeFrame frame = TheFrame();
        frame.Kind.Should().Be(HandshakeFrameKind.ClientHello);
        frame.IsMalformed.Should().BeFalse();
        frame.Length.Should().Be(hello.Length - 5);
        ClientHelloDetails details = frame.Details.Should().BeOfType<ClientHelloDetails>().Subject;
        details.Versions.Select(v => v.Name).Should().Equal("TLS 1.3", "TLS 1.2");
        details.ServerName.Should().Be("acs.example.com");
        details.ApplicationProtocols.Should().Equal("h2", "http/1.1");
        details.CipherSuites.Select(s => s.Name).Should().Equal(
            "GREASE 0x2A2A", "TLS_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_EMPTY_RENEGOTIATION_INFO_SCSV",
                "TLS_FALLBACK_SCSV", "0xFEDC");
        details.Groups.Select(g => g.Name).Should().Equal("X25519MLKEM768", "x25519", "secp256r1", "ffdhe2048");
        details.KeyShareGroups.Select(g => g.Name).Should().Equal("x25519", "secp256r1");
        details.SignatureSchemes.Select(s => s.Name).Should().Equal("ecdsa_secp256r1_sha256", "rsa_pss_rsae_sha256", "rsa_pkcs1_sha256");
        details.SessionIdLength.Should().Be(32);
        details.TicketLength.Should().Be(160);
        details.HasPreSharedKey.Should().BeTrue();
        details.HasEarlyData.Should().BeTrue();
        frame.Summary.Should().StartWith(
            "TLS 1.3, TLS 1.2; SNI acs.example.com; ALPN h2, http/1.1; ticket of 160 bytes; pre-shared key; early data; ");
    }

    [Fact]
    public void ClientHello_without_extensions_offers_its_single_version()
    {
        _recorder.Received(ClientHello12());

        ClientHelloDetails details = TheFrame().Details.Should().BeOfType<ClientHelloDetails>().Subject;
        details.Versions.Select(v => v.Name).Should().Equal("TLS 1.2");
        details.ServerName.Should().BeNull();
        details.TicketLength.Should().BeNull();
        details.Groups.Should().BeEmpty();
    }

    [Fact]
    public void ServerHello_of_TLS_12_tells_suite_and_protocol()
    {
        _recorder.Sent(Handshake(
            2,
            [0x03, 0x03],                                              // version
            new byte[32],                                              // random
            Vector8(new byte[32]),                                     // session id
            [0xC0, 0x2F],                                              // suite
            [0x00],                                                    // compression
            Vector16(Extension(16, Vector16(Vector8("http/1.1"u8.ToArray()))), Extension(35))));

        TheFrame().Details.Should().Be(new ServerHelloDetails
        {
            Version = TlsParameter.Version(0x0303),
            CipherSuite = TlsParameter.Suite(0xC02F),
            ApplicationProtocol = "http/1.1",
            WillSendTicket = true,
        });
        TheFrame().Summary.Should().Be("TLS 1.2; TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256; ALPN http/1.1; ticket follows");
    }

    [Fact]
    public void ServerHello_of_TLS_13_tells_the_real_version_and_the_group()
    {
        _recorder.Sent(ServerHello13());

        TheFrame().Summary.Should().Be("TLS 1.3; TLS_AES_128_GCM_SHA256; group x25519");
        TheFrame().Version!.Value.Name.Should().Be("TLS 1.3");
        TheFrame().RecordVersion!.Value.Name.Should().Be("TLS 1.2");
    }

    [Fact]
    public void HelloRetryRequest_is_told_from_a_ServerHello_and_the_second_hello_stays_readable()
    {
        byte[] retryRandom = Convert.FromHexString("CF21AD74E59A6111BE1D8C021E65B891C2A211167ABB8C5E079E09E2C8A8339C");
        byte[] retry = Handshake(
            2,
            [0x03, 0x03],                                              // version field
            retryRandom,                                               // RFC 8446 §4.1.3
            [0x00],                                                    // no session id
            [0x13, 0x02],                                              // suite
            [0x00],                                                    // compression
            Vector16(Extension(43, [0x03, 0x04]), Extension(51, [0x00, 0x17])));

        _recorder.Received(ClientHello12());
        _recorder.Sent(retry);
        _recorder.Sent(Record(20, [1]));
        _recorder.Received(Record(20, [1]));
        _recorder.Received(ClientHello12());
        _recorder.Sent(ServerHello13());

        Kinds().Should().Equal(
            HandshakeFrameKind.ClientHello, HandshakeFrameKind.HelloRetryRequest, HandshakeFrameKind.ChangeCipherSpec,
            HandshakeFrameKind.ChangeCipherSpec, HandshakeFrameKind.ClientHello, HandshakeFrameKind.ServerHello);
        Frames()[1].Summary.Should().Be("TLS 1.3; TLS_AES_256_GCM_SHA384; group secp256r1");
        _recorder.GetFacts().HelloRetried.Should().BeTrue();
        _recorder.GetFacts().ServerHello!.IsRetryRequest.Should().BeFalse();
    }

    [Fact]
    public void Certificate_lists_subjects_leaf_first()
    {
        _recorder.Sent(Handshake(11, Vector24(Vector24(Certificate(Name("acs.example.com"))), Vector24(Certificate(Name("Device CA"))))));

        TheFrame().Summary.Should().Be("2 certificates; CN=acs.example.com; CN=Device CA");
    }

    [Fact]
    public void Empty_certificate_message_says_so()
    {
        _recorder.Received(Handshake(11, Vector24()));

        TheFrame().Summary.Should().Be("no certificate");
        _recorder.GetFacts().ReceivedCertificate.Should().Be(CertificateMessage.Empty);
        _recorder.GetFacts().SentCertificate.Should().Be(CertificateMessage.NotSeen);
    }

    [Fact]
    public void CertificateRequest_lists_types_schemes_and_authorities()
    {
        _recorder.Sent(ServerHello12());
        _recorder.Sent(Handshake(13, Vector8([1, 64]), List16(0x0403), Vector16(Vector16(Name("Device CA")), Vector16(Name("Old CA")))));

        Frames()[1].Summary.Should().Be(
            "types rsa_sign, ecdsa_sign; 2 authorities; CN=Device CA; CN=Old CA; signatures ecdsa_secp256r1_sha256");
    }

    [Fact]
    public void CertificateRequest_of_TLS_11_has_no_signature_schemes()
    {
        _recorder.Sent(Handshake(2, [0x03, 0x02], new byte[32], [0x00], [0x00, 0x2F], [0x00]));
        _recorder.Sent(Handshake(13, Vector8([1]), Vector16(Vector16(Name("Device CA")))));

        Frames()[1].Summary.Should().Be("types rsa_sign; 1 authority; CN=Device CA");
        Frames()[1].IsMalformed.Should().BeFalse();
    }

    [Fact]
    public void ServerKeyExchange_with_a_curve_names_group_and_signature()
    {
        _recorder.Sent(ServerHello12(0xC02B));
        _recorder.Sent(Handshake(
            12,
            [0x03],                      // named curve
            [0x00, 0x1D],                // x25519
            Vector8(new byte[32]),       // public key
            [0x04, 0x03],                // ecdsa_secp256r1_sha256
            Vector16(new byte[70])));    // signature

        Frames()[1].Summary.Should().Be("group x25519; signed with ecdsa_secp256r1_sha256");
    }

    [Fact]
    public void ServerKeyExchange_with_a_prime_tells_its_size()
    {
        _recorder.Sent(ServerHello12(0x009E));
        _recorder.Sent(
            Handshake(12, Vector16(new byte[256]), Vector16([2]), Vector16(new byte[256]), [0x08, 0x04], Vector16(new byte[256])));

        Frames()[1].Summary.Should().Be("prime of 2048 bits; signed with rsa_pss_rsae_sha256");
    }

    [Theory]
    [InlineData(0x00A8)] // TLS_PSK_WITH_AES_128_GCM_SHA256
    [InlineData(0xFEDC)] // unassigned
    public void ServerKeyExchange_of_another_kind_is_named_without_details(int suite)
    {
        _recorder.Sent(ServerHello12(suite));
        _recorder.Sent(Handshake(12, Vector16(new byte[5])));

        Frames()[1].Kind.Should().Be(HandshakeFrameKind.ServerKeyExchange);
        Frames()[1].Details.Should().BeNull();
        Frames()[1].IsMalformed.Should().BeFalse();
    }

    [Fact]
    public void CertificateVerify_names_the_scheme()
    {
        _recorder.Sent(ServerHello12());
        _recorder.Received(Handshake(15, [0x08, 0x04], Vector16(new byte[256])));

        Frames()[1].Summary.Should().Be("rsa_pss_rsae_sha256");
    }

    [Fact]
    public void NewSessionTicket_tells_lifetime_and_size()
    {
        _recorder.Sent(Handshake(4, [0x00, 0x00, 0x1C, 0x20], Vector16(new byte[176])));

        TheFrame().Summary.Should().Be("lifetime 7200 s; ticket of 176 bytes");
    }

    [Theory]
    [InlineData(0, HandshakeFrameKind.HelloRequest)]
    [InlineData(14, HandshakeFrameKind.ServerHelloDone)]
    [InlineData(16, HandshakeFrameKind.ClientKeyExchange)]
    [InlineData(20, HandshakeFrameKind.Finished)]
    [InlineData(22, HandshakeFrameKind.CertificateStatus)]
    public void Message_without_details_is_named(byte type, HandshakeFrameKind kind)
    {
        _recorder.Sent(Handshake(type));

        TheFrame().Kind.Should().Be(kind);
        TheFrame().Summary.Should().BeEmpty();
    }

    [Fact]
    public void Unknown_message_shows_its_number()
    {
        _recorder.Sent(Handshake(99, [1, 2, 3]));

        TheFrame().ToString().Should().Be("1 Sent unknown handshake message: type 99");
    }

    [Theory]
    [InlineData(1, 48, "fatal unknown_ca", 2)]
    [InlineData(1, 0, "warning close_notify", 1)]
    [InlineData(1, 200, "fatal alert 200", 2)]
    [InlineData(1, 10, "level 7 unexpected_message", 7)]
    public void Plain_alert_is_readable(int count, byte description, string text, byte level)
    {
        _recorder.Received(Record(21, [level, description]));

        Frames().Should().HaveCount(count);
        TheFrame().Message.Should().Be("alert");
        TheFrame().Summary.Should().Be(text);
        _recorder.GetFacts().ReceivedAlert.Should().Be(new TlsAlert(level, description));
    }

    [Fact]
    public void Alert_after_ChangeCipherSpec_is_encrypted()
    {
        _recorder.Sent(ServerHello12());
        _recorder.Received(Record(20, [1]));
        _recorder.Received(Record(21, new byte[26]));

        Frames()[2].Message.Should().Be("encrypted alert");
        _recorder.GetFacts().ReceivedAlert.Should().BeNull();
        _recorder.GetFacts().EncryptedAlertsReceived.Should().Be(1);
    }

    [Fact]
    public void Fatal_alert_is_remembered_over_warnings()
    {
        _recorder.Received(Record(21, [1, 112]));
        _recorder.Received(Record(21, [2, 42]));
        _recorder.Received(Record(21, [1, 0]));

        _recorder.GetFacts().ReceivedAlert!.Value.Name.Should().Be("bad_certificate");
    }

    [Fact]
    public void Resumed_handshake_of_TLS_12_reads_in_its_own_order()
    {
        _recorder.Received(ClientHello12());
        _recorder.Sent(ServerHello12());
        _recorder.Sent(Record(20, [1]));
        _recorder.Sent(Record(22, new byte[40]));
        _recorder.Received(Record(20, [1]));
        _recorder.Received(Record(22, new byte[40]));
        _recorder.Received(Record(23, new byte[100]));

        Frames().Select(f => f.Message).Should().Equal(
            "ClientHello", "ServerHello", "ChangeCipherSpec", "encrypted handshake", "ChangeCipherSpec", "encrypted handshake",
                "application data");
        _recorder.GetFacts().Progress.Should().Be(HandshakeProgress.Complete);
    }

    [Fact]
    public void Every_message_cut_short_inside_its_length_is_malformed_and_harmless()
    {
        byte[][] bodies =
        [
            ClientHello12()[9..],
            ServerHello13()[9..],
            Vector24(Vector24(Certificate(Name("acs.example.com")))),
            Join(Vector8([1, 64]), List16(0x0403), Vector16(Vector16(Name("Device CA")))),
        ];
        byte[] types = [1, 2, 11, 13];

        for (int i = 0; i < types.Length; i++)
        {
            for (int length = 1; length < bodies[i].Length; length++)
            {
                var recorder = new HandshakeRecorder(isServer: true, HandshakeTraceLevel.Messages);
                recorder.Sent(ServerHello12());
                recorder.Sent(Handshake(types[i], bodies[i][..length]));

                HandshakeFrame frame = recorder.GetTrace()!.Frames[1];

                // A hello may rightly end before its extensions.
                bool mayEnd = types[i] <= 2 && bodies[i].Length - length >= 2 && frame.Details is not null;
                (frame.IsMalformed || mayEnd).Should().BeTrue($"type {types[i]} has {length} of {bodies[i].Length} bytes");
                frame.Summary.Should().NotBeEmpty();
            }
        }
    }

    private static byte[] Certificate(byte[] subject) => Der(
        0x30,
        Der(
            0x30,                              // tbsCertificate
            Der(0xA0, Der(0x02, [2])),         // version 3
            Der(0x02, [1]),                    // serial number
            Der(0x30),                         // signature algorithm
            Name("Device CA"),                 // issuer
            Der(0x30),                         // validity
            subject));

    private IReadOnlyList<HandshakeFrame> Frames() => _recorder.GetTrace()!.Frames;

    private IEnumerable<HandshakeFrameKind> Kinds() => Frames().Select(f => f.Kind);

    private HandshakeFrame TheFrame() => Frames().Should().ContainSingle().Subject;
}
