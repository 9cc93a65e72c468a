// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Cwmp.Tls.DocumentationTests.Snippets;

/// <summary>Code of docs/aspnetcore.md that no other test has.</summary>
internal static class AspNetCorePage
{
    public static void UseHttps(ListenOptions listen, CwmpTlsContext context)
    {
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = hello => new(context.CreateServerOptions(hello.SslStream)),
        });
    }

    public static void BehindBalancer(ListenOptions listen, CwmpTlsContext context)
    {
        listen.UseCwmpTls(context, tls => tls.ProxyProtocolNetworks.Add(IPNetwork.Parse("10.1.0.0/28")));
    }
}
