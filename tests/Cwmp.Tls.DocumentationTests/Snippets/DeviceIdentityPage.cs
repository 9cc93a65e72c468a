// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.DocumentationTests.Snippets;

/// <summary>The code of docs/device-identity.md.</summary>
internal static class DeviceIdentityPage
{
    public static void Read(X509Certificate2 certificate)
    {
        DeviceIdentityExtraction result = DeviceIdentityExtractor.Default.Extract(certificate);
        if (!result.Succeeded)
        {
            Console.WriteLine($"{result.Error}: {result.Detail}");
        }
    }
}
