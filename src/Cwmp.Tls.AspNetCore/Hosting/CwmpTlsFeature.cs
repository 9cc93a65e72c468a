// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Security.Authentication;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Verification;

namespace Cwmp.Tls.AspNetCore;

internal sealed class CwmpTlsFeature(VerifyResult? result, ReadOnlyMemory<byte> certificate, string? remote) : ICwmpTlsFeature
{
    public VerifyResult? VerifyResult => result;

    public DeviceIdentity? PeerIdentity => result?.Identity;

    public ReadOnlyMemory<byte> PeerCertificate => certificate;

    public required SslProtocols Protocol { get; init; }

    public required TlsCipherSuite CipherSuite { get; init; }

    public required string ServerName { get; init; }

    /// <summary>The same for every request of the connection.</summary>
    public AcsPeerEvidence Evidence { get; } = AcsPeerEvidence.FromTls(result, remote);
}
