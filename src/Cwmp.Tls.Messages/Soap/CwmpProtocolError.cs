// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;

namespace Cwmp.Tls.Soap;

/// <summary>
/// Why bytes were refused as a CWMP envelope: the code, where, what was expected there, and as much of the envelope as was understood, so
/// that the peer can be answered.
/// </summary>
public readonly record struct CwmpProtocolError
{
    /// <summary>What is wrong.</summary>
    public CwmpProtocolErrorCode Code { get; init; }

    /// <summary>
    /// The offset of the byte where reading stopped, from 0. For an envelope in another encoding than UTF-8 it counts the bytes of its
    /// UTF-8 form, except for bytes that are no text in that encoding, which are counted as received.
    /// </summary>
    public long Offset { get; init; }

    /// <summary>What would have been right there, in English; never text of the peer. Null when the code says it all.</summary>
    public string? Expected { get; init; }

    /// <summary>The header ID of the envelope, when it had been read: a fault that answers it carries the same.</summary>
    public string? MessageId { get; init; }

    /// <summary>The local name of the element in the body, when it had been read.</summary>
    public string? ElementName { get; init; }

    /// <summary>The error as one sentence.</summary>
    public override string ToString()
    {
        string where = string.Create(CultureInfo.InvariantCulture, $"{Describe(Code)} at byte {Offset}");
        string message = ElementName is null ? where : $"{where} in {ElementName}";
        return Expected is null ? message + "." : $"{message}; expected {Expected}.";
    }

    private static string Describe(CwmpProtocolErrorCode code) => code switch
    {
        CwmpProtocolErrorCode.None => "No error",
        CwmpProtocolErrorCode.Empty => "Empty envelope",
        CwmpProtocolErrorCode.Truncated => "The envelope ends too early",
        CwmpProtocolErrorCode.NotWellFormed => "Not well-formed XML",
        CwmpProtocolErrorCode.InvalidCharacter => "A character XML does not allow",
        CwmpProtocolErrorCode.InvalidEncoding => "Bytes that are no text in their encoding",
        CwmpProtocolErrorCode.UnsupportedEncoding => "An encoding that is not known",
        CwmpProtocolErrorCode.EncodingMismatch => "The XML declaration names an encoding the bytes are not in",
        CwmpProtocolErrorCode.DtdNotAllowed => "A document type declaration",
        CwmpProtocolErrorCode.UndefinedEntity => "A reference to an entity XML does not define",
        CwmpProtocolErrorCode.UnboundPrefix => "A prefix without namespace",
        CwmpProtocolErrorCode.DuplicateAttribute => "The same attribute twice",
        CwmpProtocolErrorCode.EnvelopeTooLarge => "The envelope is larger than allowed",
        CwmpProtocolErrorCode.TooDeep => "Elements nested deeper than allowed",
        CwmpProtocolErrorCode.TooManyAttributes => "More attributes than allowed",
        CwmpProtocolErrorCode.TooManyNamespaces => "More namespace declarations than allowed",
        CwmpProtocolErrorCode.NameTooLong => "A name longer than allowed",
        CwmpProtocolErrorCode.AttributeTooLong => "An attribute value longer than allowed",
        CwmpProtocolErrorCode.TextTooLong => "Text longer than allowed",
        CwmpProtocolErrorCode.TooManyItems => "More array items than allowed",
        CwmpProtocolErrorCode.NotAnEnvelope => "The root element is not a SOAP envelope",
        CwmpProtocolErrorCode.SoapVersionMismatch => "The envelope is not of SOAP 1.1",
        CwmpProtocolErrorCode.MustUnderstand => "A header that must be understood and is not",
        CwmpProtocolErrorCode.BodyMissing => "No body with an element where it should be",
        CwmpProtocolErrorCode.MultipleBodyElements => "More than one element in the body",
        CwmpProtocolErrorCode.UnknownNamespace => "An element of an unknown namespace in the body",
        CwmpProtocolErrorCode.UnexpectedElement => "An unexpected element",
        CwmpProtocolErrorCode.InvalidValue => "An invalid value",
        CwmpProtocolErrorCode.ReferenceNotSupported => "A reference to another element",
        CwmpProtocolErrorCode.TrailingContent => "Content after the envelope",
        CwmpProtocolErrorCode.NotAList => "Not a message with a list to enumerate",
        _ => code.ToString(),
    };
}
