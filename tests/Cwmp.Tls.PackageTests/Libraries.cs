// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Reflection;
using Cwmp.Tls.AspNetCore.Endpoints;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.PackageTests;

/// <summary>The assemblies that the packages hold.</summary>
internal static class Libraries
{
    public static IReadOnlyList<Assembly> All { get; } =
        [typeof(CwmpMessage).Assembly, typeof(CwmpTlsContext).Assembly, typeof(CwmpAcsOptions).Assembly];
}
