// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography.X509Certificates;

namespace Cwmp.Tls.Certificates;

/// <summary>What a directory of CA certificates held. Immutable; the certificates are the caller's to dispose.</summary>
public sealed class CertificateDirectory
{
    internal CertificateDirectory(IReadOnlyList<X509Certificate2> certificates, IReadOnlyList<CertificateLoadException> skipped)
    {
        Certificates = certificates;
        Skipped = skipped;
    }

    /// <summary>The certificates, each once, in the order of their file names.</summary>
    public IReadOnlyList<X509Certificate2> Certificates { get; }

    /// <summary>The files that gave no certificate, each with its reason.</summary>
    public IReadOnlyList<CertificateLoadException> Skipped { get; }
}
