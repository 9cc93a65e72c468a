// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Soap;

/// <summary>What is wrong with bytes that should have been a CWMP envelope.</summary>
public enum CwmpProtocolErrorCode
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>There is nothing but white space. In HTTP an empty body means "nothing to say", so that callers rarely get here.</summary>
    Empty,

    /// <summary>The bytes end before the envelope does.</summary>
    Truncated,

    /// <summary>The bytes are not well-formed XML.</summary>
    NotWellFormed,

    /// <summary>A character XML does not allow, in itself or as a reference to it.</summary>
    InvalidCharacter,

    /// <summary>The bytes are not text in their encoding.</summary>
    InvalidEncoding,

    /// <summary>
    /// The encoding that is named is not known. Further ones come from <see cref="System.Text.Encoding.RegisterProvider"/>.
    /// </summary>
    UnsupportedEncoding,

    /// <summary>The XML declaration names an encoding the bytes cannot be in.</summary>
    EncodingMismatch,

    /// <summary>A document type declaration, which SOAP forbids and which is how entity bombs and external entities begin.</summary>
    DtdNotAllowed,

    /// <summary>A reference to an entity other than <c>lt gt amp apos quot</c>.</summary>
    UndefinedEntity,

    /// <summary>A prefix that no namespace declaration in scope binds, or a declaration the namespace rules forbid.</summary>
    UnboundPrefix,

    /// <summary>An element has the same attribute twice.</summary>
    DuplicateAttribute,

    /// <summary>More bytes than <see cref="CwmpLimits.MaxEnvelopeBytes"/>.</summary>
    EnvelopeTooLarge,

    /// <summary>Elements nested deeper than <see cref="CwmpLimits.MaxDepth"/>.</summary>
    TooDeep,

    /// <summary>An element with more attributes than <see cref="CwmpLimits.MaxAttributes"/>.</summary>
    TooManyAttributes,

    /// <summary>More namespace declarations in scope than <see cref="CwmpLimits.MaxNamespaces"/>.</summary>
    TooManyNamespaces,

    /// <summary>A name longer than <see cref="CwmpLimits.MaxNameLength"/>.</summary>
    NameTooLong,

    /// <summary>An attribute value longer than <see cref="CwmpLimits.MaxAttributeLength"/>.</summary>
    AttributeTooLong,

    /// <summary>The text of an element longer than <see cref="CwmpLimits.MaxTextLength"/>.</summary>
    TextTooLong,

    /// <summary>An array with more items than <see cref="CwmpLimits.MaxItems"/>.</summary>
    TooManyItems,

    /// <summary>The root element is not a SOAP envelope.</summary>
    NotAnEnvelope,

    /// <summary>An envelope, but not of SOAP 1.1. The SOAP answer is a fault with code VersionMismatch.</summary>
    SoapVersionMismatch,

    /// <summary>A header with mustUnderstand="1" that is not one of CWMP. The SOAP answer is a fault with code MustUnderstand.</summary>
    MustUnderstand,

    /// <summary>The envelope has no body, or the body no element, or the parts are not where SOAP wants them.</summary>
    BodyMissing,

    /// <summary>The body has more than one element.</summary>
    MultipleBodyElements,

    /// <summary>The element in the body is in a namespace other than <c>urn:dslforum-org:cwmp-N-M</c>, and no fault.</summary>
    UnknownNamespace,

    /// <summary>An element where text was expected.</summary>
    UnexpectedElement,

    /// <summary>A number or boolean that is none, or out of range, in the header or in an item that is enumerated.</summary>
    InvalidValue,

    /// <summary>
    /// An element that stands for another one of the envelope (<c>href="#id"</c>, SOAP 1.1 §5.4.1). Taking it as empty would be another
    /// message; devices do not send it, and it is not followed.
    /// </summary>
    ReferenceNotSupported,

    /// <summary>Something other than white space, comments and NULs after the envelope.</summary>
    TrailingContent,

    /// <summary>The message is well-formed, but is not one that can be enumerated item by item.</summary>
    NotAList,
}
