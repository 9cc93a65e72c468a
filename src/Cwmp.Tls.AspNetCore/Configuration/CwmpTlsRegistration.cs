// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cwmp.Tls.AspNetCore.Configuration;

/// <summary>One <c>AddCwmpTls</c>: a name, and what code adds to the section.</summary>
internal sealed record CwmpTlsRegistration(string Name, Action<CwmpTlsContextBuilder>? Configure);
