// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Connections.Engines;

/// <summary>
/// The preferred engine where this system has it and it can use the certificate, the other one otherwise. Each certificate that is put in
/// force is tried anew: it may be the key that the preferred engine cannot use.
/// </summary>
internal sealed class FirstUsableEngine(ITlsEngine preferred, ITlsEngine other, ILogger log) : ITlsEngine
{
    public string Name => preferred.WhyUnavailable is null ? preferred.Name : other.Name;

    public bool SupportsCipherSuites => preferred.WhyUnavailable is null ? preferred.SupportsCipherSuites : other.SupportsCipherSuites;

    public string? WhyUnavailable => null;

    public ITlsEngineContext CreateContext(TlsEngineSettings settings)
    {
        string why = preferred.WhyUnavailable ?? "";
        if (why.Length == 0)
        {
            try
            {
                return preferred.CreateContext(settings);
            }
            catch (NotSupportedException e)
            {
                why = e.Message;
            }
        }

        log.EngineNotUsable(preferred.Name, other.Name, why);
        return other.CreateContext(settings);
    }
}
