// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using Cwmp.Tls.Acs;
using Cwmp.Tls.AspNetCore.Endpoints;
using Cwmp.Tls.AspNetCore.Hosting;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.DocumentationTests;

/// <summary>The limits that docs/aspnetcore.md states are the defaults of the code; those of the core are held by Cwmp.Tls.Tests.</summary>
public sealed class AcsLimitsTests
{
    [Fact]
    public void Limits_on_the_page_are_the_defaults()
    {
        var acs = new CwmpAcsOptions();
        var tls = new CwmpKestrelTlsOptions();
        Dictionary<string, string> page = File.ReadLines(Path.Combine(RepositoryFiles.Root, "docs", "aspnetcore.md"))
            .SkipWhile(line => line != "## Limits")
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .GroupBy(cells => cells[1])
            .ToDictionary(rows => rows.Key, rows => rows.First()[2]);

        page["TLS handshakes in progress"].Should().Be(
            $"{Number(tls.MaxPendingHandshakes)}, of one address {Number(tls.MaxPendingHandshakesPerAddress)}, each " +
            $"{tls.HandshakeTimeout!.Value.TotalSeconds} s");
        page["POSTs in progress"].Should().Be(Number(acs.MaxConcurrentRequests));
        page["sessions"].Should().Be(Number(new AcsEngineOptions().MaxSessions));
        page["a body, as sent and as unpacked"].Should().Be(
            $"{acs.MaxBodyBytes >> 20} MiB, {acs.BodyTimeout.TotalSeconds} s; of a sender who proved nothing: not read");
        page["memory of all bodies"].Should().Be($"{acs.MaxBufferedBytes >> 20} MiB");
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
