// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Names;

/// <summary>What kind of name a peer is expected to have.</summary>
public enum ReferenceNameKind
{
    /// <summary>None.</summary>
    None,

    /// <summary>A host name, compared with dNSName.</summary>
    Dns,

    /// <summary>An address, compared with iPAddress.</summary>
    Ip,

    /// <summary>A mailbox, compared with rfc822Name.</summary>
    Mail,
}
