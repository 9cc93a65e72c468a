// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls;

/// <summary>What the files of a <see cref="CwmpTlsContext"/> are for.</summary>
public enum CwmpTlsFileKind
{
    /// <summary>None of the following.</summary>
    Unspecified = 0,

    /// <summary>The own certificate, its intermediates, its private key and the password of that.</summary>
    Certificate,

    /// <summary>The trusted authorities.</summary>
    Trust,

    /// <summary>The CRLs.</summary>
    Crls,
}
