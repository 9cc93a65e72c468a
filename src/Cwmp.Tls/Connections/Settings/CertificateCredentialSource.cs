// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Certificates;

namespace Cwmp.Tls;

/// <summary>
/// Holds the certificate that a context shows at the moment, so that it can be renewed while sessions run: handshakes that begin after
/// <see cref="Update"/> show the new one, established sessions go on with the old one. Thread-safe.
/// </summary>
public sealed class CertificateCredentialSource
{
    private volatile CertificateCredential _current;

    /// <summary>Makes a source.</summary>
    /// <param name="credential">The certificate to begin with. It stays the caller's.</param>
    public CertificateCredentialSource(CertificateCredential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        _current = credential;
    }

    /// <summary>The certificate of the next handshake.</summary>
    public CertificateCredential Current => _current;

    /// <summary>Shows another certificate from the next handshake on.</summary>
    /// <param name="credential">The new certificate. It stays the caller's.</param>
    /// <returns>
    /// The former one. Dispose it when the handshakes that began with it have ended, after the handshake timeout at the latest.
    /// </returns>
    public CertificateCredential Update(CertificateCredential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return Interlocked.Exchange(ref _current, credential);
    }
}
