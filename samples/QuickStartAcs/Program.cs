// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls;
using Cwmp.Tls.Messages;

using CwmpTlsContext tls = new CwmpTlsContextBuilder()
    .UseCertificateChainFile("certs/acs.pem").UsePrivateKeyFile("certs/acs.key").LoadVerifyLocations("certs/ca.pem").Build();

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
builder.Services.AddCwmpAcs();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenAnyIP(7547, listen => listen.UseCwmpTls(tls)));
WebApplication app = builder.Build();
app.MapCwmpAcs("/", async (session, cancellationToken) =>
{
    foreach (ParameterValue value in await session.GetParameterValuesAsync("Device.DeviceInfo.", cancellationToken))
    {
        Console.WriteLine($"{session.Device} {value.Name} = {value.Text}");
    }
});
app.Run();
