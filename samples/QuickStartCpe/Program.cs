// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls;
using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.State;

using CwmpTlsContext tls = new CwmpTlsContextBuilder()
    .UseCertificateChainFile("certs/00D09E-Gateway-000001.pem").UsePrivateKeyFile("certs/00D09E-Gateway-000001.key")
    .LoadVerifyLocations("certs/ca.pem").Build();
var parameters = new CpeParameterTree(
    CpeModel.Device, new Dictionary<string, string> { ["Device.ManagementServer.URL"] = "https://localhost:7547/" });
using var state = new DirectoryCpeStateStore("certs/state");
var cpe = new CpeEngine(new CpeEngineOptions { DataModel = parameters, StateStore = state, TlsContext = tls });
cpe.SessionEnded += (_, session) => Console.WriteLine(
    session.Succeeded ? $"Session well done after {session.Duration.TotalMilliseconds:F0} ms" : $"Session failed: {session.Message}");
await cpe.RunAsync(CancellationToken.None);
