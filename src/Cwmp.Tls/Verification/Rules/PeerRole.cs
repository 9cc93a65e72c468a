// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Rules;

/// <summary>What the peer claims to be; decides the extended key usage that is asked for and the default profile.</summary>
public enum PeerRole
{
    /// <summary>Not said. A verifier cannot be built with it.</summary>
    Unspecified,

    /// <summary>An ACS, judged by a CPE: TLS server, named by the host of the ACS URL (TR-069 Amendment 6 §3.3).</summary>
    AcsServer,

    /// <summary>A CPE, judged by an ACS: TLS client, named by its device identity (TR-069 Amendment 6 §3.4.4).</summary>
    CpeDevice,
}
