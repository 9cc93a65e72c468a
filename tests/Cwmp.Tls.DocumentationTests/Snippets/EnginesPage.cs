// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.DocumentationTests.Snippets;

/// <summary>The code of docs/engines.md.</summary>
internal static class EnginesPage
{
    public static void Choose()
    {
        using CwmpTlsContext tls = new CwmpTlsContextBuilder()
            .SetEngine(CwmpTlsEngine.OpenSsl)
            .UseCertificateChainFile("certs/acs.pem").UsePrivateKeyFile("certs/acs.key")
            .LoadVerifyLocations("certs/ca.pem")
            .Build();
        Console.WriteLine(tls.Engine);
    }
}
