// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Whether one side answers an RPC (TR-069 Amendment 6, table 5).</summary>
public enum CwmpMethodSupport
{
    /// <summary>It does not: the RPC goes in the other direction only.</summary>
    None = 0,

    /// <summary>It may.</summary>
    Optional,

    /// <summary>It must.</summary>
    Required,
}
