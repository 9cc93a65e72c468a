// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;

namespace Cwmp.Tls.Certificates;

/// <summary>
/// Certificates, keys or requests could not be read. The message names the file, says what was expected and what came, and holds no
/// key material and no password.
/// </summary>
public sealed class CertificateLoadException : CryptographicException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="error">Why.</param>
    /// <param name="source">The path of the file, or what the data is where there is no file.</param>
    /// <param name="detail">What was expected and what came.</param>
    /// <param name="innerException">The platform's exception, if one caused this.</param>
    public CertificateLoadException(CertificateLoadError error, string source, string detail, Exception? innerException = null)
        : base($"{source}: {detail}", innerException)
    {
        Error = error;
        FileName = source;
    }

    /// <summary>Why.</summary>
    public CertificateLoadError Error { get; }

    /// <summary>The path of the file, or what the data is where there is no file.</summary>
    public string FileName { get; }
}
