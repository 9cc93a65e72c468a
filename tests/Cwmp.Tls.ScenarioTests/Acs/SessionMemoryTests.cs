// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Acs.Posts;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Tests.Acs;

namespace Cwmp.Tls.ScenarioTests.Acs;

/// <summary>Alone, because what other tests allocate would count.</summary>
[CollectionDefinition(nameof(SessionMemoryTests), DisableParallelization = true)]
[Collection(nameof(SessionMemoryTests))]
public sealed class SessionMemoryTests
{
    [Fact]
    public async Task Memory_stays_flat_over_twenty_thousand_sessions()
    {
        await using var engine = new AcsEngine(CwmpAcs.FromDelegate((session, token) => session.RebootAsync("", token)));
        await using var lab = new AcsLab(AcsLab.Nothing);
        var devices = new DeviceIdentity[500];
        var informs = new byte[500][];
        for (int i = 0; i < devices.Length; i++)
        {
            devices[i] = new DeviceIdentity("00256D", "Router", "S" + i);
            informs[i] = Encoding.UTF8.GetBytes(lab.Cpe().Envelope(ScriptedCpe.InformBody(devices[i]), "1"));
        }

        byte[] answer = Encoding.UTF8.GetBytes(lab.Cpe().Envelope("<cwmp:RebootResponse/>", null));

        await RunAsync(10_000);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await RunAsync(20_000);
        long growth = GC.GetTotalMemory(forceFullCollection: true) - before;

        growth.Should().BeLessThan(4 * 1024 * 1024);
        engine.ActiveSessions.Should().Be(0);

        async Task RunAsync(int sessions)
        {
            for (int i = 0; i < sessions; i++)
            {
                int device = i % devices.Length;
                var evidence = new AcsPeerEvidence
                {
                    IsSecure = true,
                    CertificateClass = AcsCertificateClass.Unique,
                    CertificateDevice = devices[device]
                };
                string connection = "c" + i;
                AcsReply inform =
                    await engine.HandleAsync(new AcsRequest { Body = informs[device], Evidence = evidence, ConnectionKey = connection });
                string[] tokens = [inform.SessionToken!];
                await engine.HandleAsync(new AcsRequest { Evidence = evidence, ConnectionKey = connection, SessionTokens = tokens });
                AcsReply last = await engine.HandleAsync(
                    new AcsRequest { Body = answer, Evidence = evidence, ConnectionKey = connection, SessionTokens = tokens });
                if (last.StatusCode != 204)
                {
                    last.StatusCode.Should().Be(204);
                }
            }
        }
    }
}
