// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Names;

/// <summary>The choices of GeneralName (RFC 5280 §4.2.1.6), by tag number.</summary>
internal enum GeneralNameKind
{
    Other = 0,
    Mail = 1,
    Dns = 2,
    X400 = 3,
    Directory = 4,
    Edi = 5,
    Uri = 6,
    Ip = 7,
    RegisteredId = 8,
}
