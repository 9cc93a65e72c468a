// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using Cwmp.Tls.Shared;
using Cwmp.Tls.Verification.Names;

namespace Cwmp.Tls.Tracing;

/// <summary>
/// Decodes the readable handshake messages of TLS 1.0 to 1.3. Never throws; a broken message gives what was read before the break.
/// </summary>
internal static class HandshakeMessageParser
{
    public const byte ClientHello = 1;
    public const byte ServerHello = 2;
    public const byte Certificate = 11;

    // A chain deeper than this is not one that anybody would read.
    private const int MaxSubjects = 16;

    // RFC 8446 §4.1.3: SHA-256 of "HelloRetryRequest" in place of the random marks a ServerHello as a request for another key share.
    private static ReadOnlySpan<byte> RetryRandom =>
    [
        0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
        0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
    ];

    /// <param name="type">The message type of the wire.</param>
    /// <param name="body">The message without its header.</param>
    /// <param name="chosen">The server's choice so far, which decides the shape of later messages.</param>
    public static ParsedMessage Parse(byte type, ReadOnlySpan<byte> body, ServerHelloDetails? chosen)
    {
        var reader = new TlsReader(body);
        HandshakeFrameKind kind = KindOf(type);
        HandshakeDetails? details = null;
        switch (kind)
        {
            case HandshakeFrameKind.ClientHello:
                details = ReadClientHello(ref reader);
                break;
            case HandshakeFrameKind.ServerHello:
                ServerHelloDetails hello = ReadServerHello(ref reader);
                kind = hello.IsRetryRequest ? HandshakeFrameKind.HelloRetryRequest : kind;
                details = hello;
                break;
            case HandshakeFrameKind.NewSessionTicket:
                details = ReadTicket(ref reader);
                break;
            case HandshakeFrameKind.Certificate:
                details = ReadCertificate(ref reader);
                break;
            case HandshakeFrameKind.ServerKeyExchange:
                details = ReadServerKeyExchange(ref reader, chosen);
                break;
            case HandshakeFrameKind.CertificateRequest:
                details = ReadCertificateRequest(ref reader, chosen);
                break;
            case HandshakeFrameKind.CertificateVerify:
                details = ReadCertificateVerify(ref reader, chosen);
                break;
            case HandshakeFrameKind.HelloRequest or HandshakeFrameKind.ServerHelloDone:
                return new ParsedMessage(kind, null, IsMalformed: !reader.IsEmpty);
            case HandshakeFrameKind.Unknown:
                details = new NoteDetails { Note = string.Create(CultureInfo.InvariantCulture, $"type {type}") };
                break;
        }

        return new ParsedMessage(kind, details, reader.Failed);
    }

    /// <summary>What a message type stands for; a HelloRetryRequest is a ServerHello until it is decoded.</summary>
    public static HandshakeFrameKind KindOf(byte type) => type switch
    {
        0 => HandshakeFrameKind.HelloRequest,
        ClientHello => HandshakeFrameKind.ClientHello,
        ServerHello => HandshakeFrameKind.ServerHello,
        4 => HandshakeFrameKind.NewSessionTicket,
        Certificate => HandshakeFrameKind.Certificate,
        12 => HandshakeFrameKind.ServerKeyExchange,
        13 => HandshakeFrameKind.CertificateRequest,
        14 => HandshakeFrameKind.ServerHelloDone,
        15 => HandshakeFrameKind.CertificateVerify,
        16 => HandshakeFrameKind.ClientKeyExchange,
        20 => HandshakeFrameKind.Finished,
        22 => HandshakeFrameKind.CertificateStatus,
        _ => HandshakeFrameKind.Unknown,
    };

    private static ClientHelloDetails? ReadClientHello(ref TlsReader reader)
    {
        ushort version = reader.U16();
        reader.Take(32);
        int sessionId = reader.Vector8().Length;
        TlsReader suites = reader.Vector16();
        bool failed = reader.Failed;
        TlsParameter[] cipherSuites = suites.Parameters(TlsParameterKind.CipherSuite);
        failed |= suites.Failed;
        reader.Vector8();
        if (reader.Failed && version == 0)
        {
            return null;
        }

        var hello =
            new ClientHelloDetails { Versions = [TlsParameter.Version(version)], SessionIdLength = sessionId, CipherSuites = cipherSuites };

        // RFC 5246 §7.4.1.2: a hello may end here, without extensions.
        TlsReader extensions = reader.IsEmpty ? default : reader.Vector16();
        while (!extensions.IsEmpty && !extensions.Failed)
        {
            ushort type = extensions.U16();
            TlsReader content = extensions.Vector16();
            ReadExtension(hello, type, ref content);
            failed |= content.Failed;
        }

        reader.Note(failed || extensions.Failed);
        return hello;
    }

    private static void ReadExtension(ClientHelloDetails hello, ushort type, ref TlsReader content)
    {
        switch (type)
        {
            case 0:
                hello.ServerName = ReadServerName(ref content);
                break;
            case 10:
                hello.Groups = ReadParameters16(ref content, TlsParameterKind.Group);
                break;
            case 13:
                hello.SignatureSchemes = ReadParameters16(ref content, TlsParameterKind.SignatureScheme);
                break;
            case 16:
                hello.ApplicationProtocols = ReadProtocols(ref content);
                break;
            case 35:
                hello.TicketLength = content.Length;
                break;
            case 41:
                hello.HasPreSharedKey = true;
                break;
            case 42:
                hello.HasEarlyData = true;
                break;
            case 43:
                TlsReader versions = content.Vector8();
                hello.Versions = versions.Parameters(TlsParameterKind.ProtocolVersion);
                content.Note(versions.Failed);
                break;
            case 51:
                hello.KeyShareGroups = ReadKeyShares(ref content);
                break;
        }
    }

    private static ServerHelloDetails ReadServerHello(ref TlsReader reader)
    {
        ushort version = reader.U16();
        bool retry = reader.Take(32).SequenceEqual(RetryRandom);
        reader.Vector8();
        ushort suite = reader.U16();
        reader.U8();
        var hello = new ServerHelloDetails
        {
            Version = TlsParameter.Version(version),
            CipherSuite = TlsParameter.Suite(suite),
            IsRetryRequest = retry,
        };
        TlsReader extensions = reader.IsEmpty ? default : reader.Vector16();
        bool failed = false;
        while (!extensions.IsEmpty && !extensions.Failed)
        {
            ushort type = extensions.U16();
            TlsReader content = extensions.Vector16();
            switch (type)
            {
                case 16:
                    string[] protocols = ReadProtocols(ref content);
                    hello.ApplicationProtocol = protocols.Length > 0 ? protocols[0] : null;
                    break;
                case 35:
                    hello.WillSendTicket = true;
                    break;
                case 41:
                    hello.HasPreSharedKey = true;
                    break;
                case 43:
                    hello.Version = TlsParameter.Version(content.U16());
                    break;
                case 51:
                    hello.Group = new TlsParameter(TlsParameterKind.Group, content.U16());
                    break;
            }

            failed |= content.Failed;
        }

        reader.Note(failed || extensions.Failed);
        return hello;
    }

    private static NewSessionTicketDetails ReadTicket(ref TlsReader reader)
    {
        uint seconds = reader.U32();
        TlsReader ticket = reader.Vector16();
        return new NewSessionTicketDetails { Lifetime = TimeSpan.FromSeconds(seconds), TicketLength = ticket.Length };
    }

    private static CertificateDetails ReadCertificate(ref TlsReader reader)
    {
        TlsReader list = reader.Vector24();
        var subjects = new List<string>();
        int count = 0;
        while (!list.IsEmpty && !list.Failed)
        {
            TlsReader certificate = list.Vector24();
            count++;
            if (subjects.Count < MaxSubjects)
            {
                subjects.Add(Shown(NameText.OfSubject(certificate.TakeRest())));
            }
        }

        reader.Note(list.Failed);
        return new CertificateDetails { Count = count, Subjects = subjects };
    }

    private static ServerKeyExchangeDetails? ReadServerKeyExchange(ref TlsReader reader, ServerHelloDetails? chosen)
    {
        string suite = chosen?.CipherSuite.Name ?? "";
        bool signed = chosen?.Version.Code >= TlsNames.Tls12 && !suite.Contains("_anon_", StringComparison.Ordinal);
        TlsParameter? group = null;
        int? bits = null;
        if (suite.Contains("_PSK_", StringComparison.Ordinal) || suite.Contains("_SRP_", StringComparison.Ordinal))
        {
            return null;
        }

        if (suite.Contains("_ECDH", StringComparison.Ordinal))
        {
            // RFC 8422 §5.4: 3 is named_curve, the only kind still allowed.
            if (reader.U8() != 3)
            {
                return null;
            }

            group = new TlsParameter(TlsParameterKind.Group, reader.U16());
            reader.Vector8();
        }
        else if (suite.Contains("_DH", StringComparison.Ordinal))
        {
            bits = reader.Vector16().Length * 8;
            reader.Vector16();
            reader.Vector16();
        }
        else
        {
            return null;
        }

        TlsParameter? scheme = signed ? new TlsParameter(TlsParameterKind.SignatureScheme, reader.U16()) : null;
        return new ServerKeyExchangeDetails { Group = group, PrimeBits = bits, SignatureScheme = scheme };
    }

    private static CertificateRequestDetails ReadCertificateRequest(ref TlsReader reader, ServerHelloDetails? chosen)
    {
        TlsReader types = reader.Vector8();
        var certificateTypes = new TlsParameter[Math.Min(types.Length, HandshakeDetails.MaxItems)];
        for (int i = 0; i < certificateTypes.Length; i++)
        {
            certificateTypes[i] = new TlsParameter(TlsParameterKind.ClientCertificateType, types.U8());
        }

        // TLS 1.0 and 1.1 have no such list here.
        TlsParameter[] schemes = chosen?.Version.Code >= TlsNames.Tls12
            ? ReadParameters16(ref reader, TlsParameterKind.SignatureScheme)
            : [];
        TlsReader list = reader.Vector16();
        var authorities = new List<string>();
        int count = 0;
        while (!list.IsEmpty && !list.Failed)
        {
            TlsReader name = list.Vector16();
            count++;
            if (authorities.Count < HandshakeDetails.MaxItems)
            {
                authorities.Add(Shown(NameText.OfName(name.TakeRest())));
            }
        }

        reader.Note(list.Failed);
        return new CertificateRequestDetails
        {
            CertificateTypes = certificateTypes,
            SignatureSchemes = schemes,
            AuthorityCount = count,
            Authorities = authorities,
        };
    }

    private static CertificateVerifyDetails? ReadCertificateVerify(ref TlsReader reader, ServerHelloDetails? chosen) =>
        chosen?.Version.Code >= TlsNames.Tls12
            ? new CertificateVerifyDetails { SignatureScheme = new TlsParameter(TlsParameterKind.SignatureScheme, reader.U16()) }
            : null;

    private static string Shown(string distinguishedName) =>
        distinguishedName.Length == 0 ? "(empty)" : PrintableText.Shorten(distinguishedName, HandshakeDetails.MaxTextLength);

    private static string AsciiName(ReadOnlySpan<byte> name) => PrintableText.Of(name, HandshakeDetails.MaxTextLength, asciiOnly: true);

    private static TlsParameter[] ReadParameters16(ref TlsReader reader, TlsParameterKind kind)
    {
        TlsReader vector = reader.Vector16();
        TlsParameter[] list = vector.Parameters(kind);
        reader.Note(vector.Failed);
        return list;
    }

    private static string? ReadServerName(ref TlsReader reader)
    {
        TlsReader names = reader.Vector16();
        while (!names.IsEmpty && !names.Failed)
        {
            byte type = names.U8();
            TlsReader name = names.Vector16();
            if (type == 0)
            {
                return AsciiName(name.TakeRest());
            }
        }

        reader.Note(names.Failed);
        return null;
    }

    private static string[] ReadProtocols(ref TlsReader reader)
    {
        TlsReader names = reader.Vector16();
        var protocols = new List<string>();
        while (!names.IsEmpty && !names.Failed && protocols.Count < HandshakeDetails.MaxItems)
        {
            TlsReader name = names.Vector8();
            protocols.Add(AsciiName(name.TakeRest()));
        }

        reader.Note(names.Failed);
        return [.. protocols];
    }

    private static TlsParameter[] ReadKeyShares(ref TlsReader reader)
    {
        TlsReader shares = reader.Vector16();
        var groups = new List<TlsParameter>();
        while (!shares.IsEmpty && !shares.Failed && groups.Count < HandshakeDetails.MaxItems)
        {
            groups.Add(new TlsParameter(TlsParameterKind.Group, shares.U16()));
            shares.Vector16();
        }

        reader.Note(shares.Failed);
        return [.. groups];
    }
}
