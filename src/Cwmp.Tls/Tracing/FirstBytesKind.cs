// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Tracing;

/// <summary>What a peer speaks, by the first bytes it sent.</summary>
internal enum FirstBytesKind
{
    /// <summary>It sent nothing.</summary>
    Nothing = 0,

    /// <summary>A TLS (or SSL 3) record.</summary>
    Tls,

    /// <summary>An HTTP request: plain HTTP to a TLS port.</summary>
    HttpRequest,

    /// <summary>An HTTP answer: the server's port does not speak TLS.</summary>
    HttpResponse,

    /// <summary>An SSL 2.0 hello, which some very old clients still begin with.</summary>
    Ssl2Hello,

    /// <summary>The header of the PROXY protocol: a balancer announces the client's address, and nobody here expects it.</summary>
    ProxyHeader,

    /// <summary>DTLS, which is TLS for UDP.</summary>
    Dtls,

    /// <summary>An SSH banner.</summary>
    Ssh,

    /// <summary>Something else.</summary>
    Other,
}
