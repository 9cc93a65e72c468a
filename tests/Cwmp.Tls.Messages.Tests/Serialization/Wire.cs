// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Tests.Serialization;

/// <summary>Envelopes as text, for tests that care about the text.</summary>
internal static class Wire
{
    public const string Namespaces =
        "xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:e=\"http://schemas.xmlsoap.org/soap/encoding/\" " +
        "xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" " +
        "xmlns:c=\"urn:dslforum-org:cwmp-1-0\"";

    /// <summary>An envelope around a body.</summary>
    public static string Envelope(string body, string header = "") =>
        $"<s:Envelope {Namespaces}>{(header.Length == 0 ? header : $"<s:Header>{header}</s:Header>")}<s:Body>{body}</s:Body></s:Envelope>";

    /// <summary>A GetParameterValuesResponse with the content of its list.</summary>
    public static string Values(string items) =>
        Envelope($"<c:GetParameterValuesResponse><ParameterList>{items}</ParameterList></c:GetParameterValuesResponse>");

    /// <summary>A GetParameterValuesResponse with one value, as it stands between its tags.</summary>
    public static string Value(string text) => Values($"<ParameterValueStruct><Name>n</Name><Value>{text}</Value></ParameterValueStruct>");

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static CwmpEnvelope Read(string text) => CwmpSerializer.Default.Read(Bytes(text));

    /// <summary>The text of the one value of an envelope.</summary>
    public static string ReadValue(string text) =>
        ((GetParameterValuesResponse)Read(text).Body).ParameterList.Should().ContainSingle().Subject.Text;

    /// <summary>Why a text is refused.</summary>
    public static CwmpProtocolError Refuse(string text, CwmpSerializer? serializer = null) => Refuse(Bytes(text), serializer);

    public static CwmpProtocolError Refuse(byte[] bytes, CwmpSerializer? serializer = null)
    {
        (serializer ?? CwmpSerializer.Default).TryRead(bytes, out CwmpEnvelope? envelope, out CwmpProtocolError error).Should().BeFalse();
        envelope.Should().BeNull();
        error.Code.Should().NotBe(CwmpProtocolErrorCode.None);
        error.Offset.Should().BeInRange(0, bytes.Length);
        return error;
    }
}
