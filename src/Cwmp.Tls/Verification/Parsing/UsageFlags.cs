// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Parsing;

/// <summary>RFC 5280 §4.2.1.12, the purposes that decide something here.</summary>
[Flags]
internal enum UsageFlags
{
    None = 0,
    ServerAuth = 1,
    ClientAuth = 2,
    Any = 4,
    Other = 8,
}
