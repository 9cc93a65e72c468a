// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Tests.Connections;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.ScenarioTests.Connections;

/// <summary>
/// Certificate, key, CA and CRL files are replaced again and again while CPEs connect without pause: no handshake fails, what is new is in
/// use soon, and a broken file changes nothing. Two swaps by default; <c>CWMP_TLS_SWAPS</c> sets another number, and eng/swap-files.sh runs
/// many.
/// </summary>
public sealed class FileSwapLoadTests(ITestOutputHelper output)
{
    private const int Workers = 4;

    private static int Swaps =>
        int.TryParse(Environment.GetEnvironmentVariable("CWMP_TLS_SWAPS"), NumberStyles.None, CultureInfo.InvariantCulture, out int swaps)
            ? swaps
            : 2;

    [Fact]
    public async Task Swapping_every_file_under_load_fails_no_handshake()
    {
        using var world = new TlsWorld();
        using var folder = new TemporaryFolder();
        TestCertificate current = Write(0);
        world.Acs = new CwmpTlsContextBuilder()
            .LoadVerifyLocations(folder.File("ca.pem"))
            .UseCertificateChainFile(folder.File("acs.pem")).UsePrivateKeyFile(folder.File("acs.key"))
            .LoadCrls(folder.File("ca.crl"))
            .WatchFiles()
            .Build();
        int failedReloads = 0;
        var changed = new Bell();
        world.Acs.ReloadFailed += (_, _) =>
        {
            Interlocked.Increment(ref failedReloads);
            changed.Ring();
        };
        world.Acs.Reloaded += (_, _) => changed.Ring();

        // The second half of the CPEs resumes, the first makes full handshakes.
        CwmpTlsContext[] devices =
        [
            .. Enumerable.Range(0, Workers).Select(i => world.Own(
                world.CpeBuilder(world.Pki.Cpe($"012345-STB-{i}").Issue())
                .SetFlags(i < Workers / 2 ? CwmpTlsFlags.NoResumption : CwmpTlsFlags.None).Build())),
        ];
        var seen = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        var failures = new ConcurrentQueue<Exception>();
        int handshakes = 0;
        using var stop = new CancellationTokenSource();
        Task load = Task.WhenAll(devices.Select(ConnectUntilStoppedAsync));

        await changed.UntilAsync(() => seen.ContainsKey(current.Certificate.Thumbprint));
        var delays = new List<TimeSpan>();
        for (int swap = 1; swap <= Swaps; swap++)
        {
            if (swap % 2 == 0)
            {
                int before = Volatile.Read(ref failedReloads);
                File.WriteAllText(folder.File("acs.key"), "broken");
                File.WriteAllText(folder.File("ca.pem"), "broken");
                File.WriteAllText(folder.File("ca.crl"), "broken");
                await changed.UntilAsync(() => Volatile.Read(ref failedReloads) >= before + 3);
                seen.Keys.Should().HaveCount(swap, "nothing of the broken files is in use");
            }

            current = Write(swap);
            long written = Stopwatch.GetTimestamp();
            await changed.UntilAsync(() => seen.ContainsKey(current.Certificate.Thumbprint));
            delays.Add(Stopwatch.GetElapsedTime(written, seen[current.Certificate.Thumbprint]));
            await changed.UntilAsync(() => world.Acs.GetStatus() is { TrustedAuthorities: 2, FailedReloads.Count: 0 });
        }

        await stop.CancelAsync();
        await load;

        output.WriteLine($"{handshakes} handshakes, {failures.Count} failed, {Swaps} swaps; new certificate seen after " +
            $"{delays.Min().TotalSeconds:F2} to {delays.Max().TotalSeconds:F2} s");
        failures.Should().BeEmpty();
        handshakes.Should().BeGreaterThan(Swaps * Workers);

        async Task ConnectUntilStoppedAsync(CwmpTlsContext device)
        {
            await Task.Yield();
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    using LoopbackSockets sockets = await LoopbackSockets.ConnectAsync();
                    await using CwmpTlsSession server = world.Acs.CreateSession(sockets.Server);
                    await using CwmpTlsSession client = device.CreateSession(sockets.Client);
                    await Task.WhenAll(server.AcceptAsync(), client.ConnectAsync(TlsWorld.Host)).WaitAsync(TlsWorld.Ceiling);
                    await server.WriteAsync(new byte[1]);
                    await client.ReadAsync(new byte[1]);
                    Interlocked.Increment(ref handshakes);
                    seen.TryAdd(client.PeerCertificate!.Thumbprint, Stopwatch.GetTimestamp());
                    changed.Ring();
                }
                catch (Exception e)
                {
                    failures.Enqueue(e);
                }
            }
        }

        // In place and file by file, each cut off and written anew: the least careful way there is.
        TestCertificate Write(int version)
        {
            TestCertificate certificate = world.Pki.Acs(TlsWorld.Host).Issue();
            folder.Write("acs.pem", certificate.ToChainPem());
            folder.Write("acs.key", certificate.ToKeyPem());
            folder.Write("ca.pem", (version == 0 ? "" : world.Pki.Ca($"Root {version}").Issue().ToPem()) + world.Pki.Root.ToPem());
            folder.Write("ca.crl", new CertificateRevocationListBuilder().Build(
                world.Pki.Root.Certificate, new BigInteger(version + 1), DateTimeOffset.UtcNow.AddDays(1), HashAlgorithmName.SHA256));
            return certificate;
        }
    }
}
