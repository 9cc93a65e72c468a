// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Security.Authentication;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Verification.Results;

namespace Cwmp.Tls.AspNetCore.Endpoints;

/// <summary>
/// What the TLS handshake of a connection found out, as a feature of the connection and of each of its requests
/// (<c>HttpContext.Features.Get&lt;ICwmpTlsFeature&gt;()</c>). Present on connections of a listener with <c>UseCwmpTls</c>. Thread-safe.
/// </summary>
/// <remarks>
/// A program that ends TLS in another way may set a feature of its own, on the connection or on the request. CWMP endpoints believe it:
/// what <see cref="Judge"/> returns is all the proof they ask for.
/// </remarks>
public interface ICwmpTlsFeature
{
    /// <summary>
    /// The verdict on the client's certificate with every finding; null where it showed none. It is the latest one: see
    /// <see cref="Judge"/>.
    /// </summary>
    VerifyResult? VerifyResult { get; }

    /// <summary>The device, by an accepted certificate that names one; null otherwise.</summary>
    DeviceIdentity? PeerIdentity { get; }

    /// <summary>The client's certificate in DER; empty where it showed none.</summary>
    ReadOnlyMemory<byte> PeerCertificate { get; }

    /// <summary>The protocol version.</summary>
    SslProtocols Protocol { get; }

    /// <summary>The cipher suite.</summary>
    TlsCipherSuite CipherSuite { get; }

    /// <summary>The host name the client asked for (SNI); empty where it named none.</summary>
    string ServerName { get; }

    /// <summary>
    /// What the client proves by the trust, the CRLs and the time of now. A CWMP endpoint asks before each POST, so it must cost little
    /// while nothing has changed, and then give the same object. A client that was refused once stays refused.
    /// </summary>
    AcsPeerEvidence Judge();
}
