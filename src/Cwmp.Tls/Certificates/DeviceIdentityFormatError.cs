// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Certificates;

/// <summary>Why a text is not an identity. <see cref="OtherForm"/> says that the text never meant to be one.</summary>
internal enum DeviceIdentityFormatError
{
    None = 0,
    OtherForm,
    TooManyParts,
    EmptySerialNumber,
    TooLong,
    BadEscape,
    BadCharacter,
    BadUtf8,
    ControlCharacter,
}
