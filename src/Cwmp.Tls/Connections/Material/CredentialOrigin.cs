// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Material;

/// <summary>
/// Where the own certificate comes from: files, a source, or nowhere on purpose. Immutable; not a record, whose text would hold the
/// password.
/// </summary>
internal sealed class CredentialOrigin
{
    public string? ChainFile { get; init; }

    /// <summary>Null where the key is in the file of the certificate.</summary>
    public string? KeyFile { get; init; }

    public string? Password { get; init; }

    /// <summary>A file that holds the password.</summary>
    public string? PasswordFile { get; init; }

    public CertificateCredentialSource? Source { get; init; }

    /// <summary>This side shows no certificate on purpose.</summary>
    public bool IsNone { get; init; }
}
