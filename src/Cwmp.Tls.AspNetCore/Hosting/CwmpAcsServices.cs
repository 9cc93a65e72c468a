// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.AspNetCore.Endpoints;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cwmp.Tls.AspNetCore.Hosting;

/// <summary>Gives the engine the logger and the clock of the application, where the application did not set others.</summary>
internal sealed class CwmpAcsServices(ILoggerFactory loggers, TimeProvider? time = null) : IPostConfigureOptions<CwmpAcsOptions>
{
    public void PostConfigure(string? name, CwmpAcsOptions options)
    {
        options.Engine.LoggerFactory ??= loggers;
        if (time is not null && options.Engine.TimeProvider == TimeProvider.System)
        {
            options.Engine.TimeProvider = time;
        }
    }
}
