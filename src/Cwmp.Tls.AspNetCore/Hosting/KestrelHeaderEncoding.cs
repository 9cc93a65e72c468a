// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Cwmp.Tls.AspNetCore.Hosting;

/// <summary>
/// Has Kestrel give the Authorization header octet for octet. Devices put names in Latin-1 there, for which Kestrel would refuse the
/// request, and a Digest is computed over the octets.
/// </summary>
internal sealed class KestrelHeaderEncoding : IPostConfigureOptions<KestrelServerOptions>
{
    public void PostConfigure(string? name, KestrelServerOptions options)
    {
        Func<string, Encoding?> others = options.RequestHeaderEncodingSelector;
        options.RequestHeaderEncodingSelector = header => header == HeaderNames.Authorization ? Encoding.Latin1 : others(header);
    }
}
