// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Posts;
using Cwmp.Tls.Tests.Acs;

namespace Cwmp.Tls.ScenarioTests.Acs;

/// <summary>Many sessions at the same time.</summary>
public sealed class LoadTests
{
    [Fact]
    public async Task Sessions_of_many_devices_at_the_same_time_do_not_mix()
    {
        await using var lab = new AcsLab(async (session, token) =>
        {
            for (int i = 0; i < 5; i++)
            {
                string serial = (await session.GetParameterValuesAsync("Device.DeviceInfo.SerialNumber", token))[0].Text;
                serial.Should().Be(session.Device.SerialNumber);
            }
        });

        await Task.WhenAll(Enumerable.Range(0, 64).Select(index => Task.Run(async () =>
        {
            ScriptedCpe cpe = lab.Cpe("S" + index);
            await cpe.StartAsync();
            for (int i = 0; i < 5; i++)
            {
                if (i % 2 == 0)
                {
                    cpe.Reconnect();
                }

                cpe.Received.Should().Be("GetParameterValues");
                await cpe.AnswerAsync(ScriptedCpe.GetResponse(("Device.DeviceInfo.SerialNumber", "S" + index)));
            }
        })));

        lab.Ended.Should().HaveCount(64).And.OnlyContain(summary => summary.Outcome == "Completed");
    }

    [Fact]
    public async Task Posts_of_one_session_on_many_connections_at_once_leave_nothing_behind()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        var connections = new List<string>();
        for (int round = 0; round < 200; round++)
        {
            ScriptedCpe cpe = lab.Cpe();
            await cpe.InformAsync();
            string[] used = [.. Enumerable.Range(0, 4).Select(_ => lab.NextConnection())];
            connections.AddRange(used);
            await Task.WhenAll(used.Select(connection => Task.Run(() => lab.Engine.HandleAsync(
                new AcsRequest { SessionTokens = [.. cpe.Cookies], ConnectionKey = connection, Evidence = cpe.Evidence }).AsTask())));
        }

        // Farewells are forgotten after a while; a session still filed under one of its connections would be found.
        lab.Time.Advance(TimeSpan.FromMinutes(2));
        lab.Engine.ActiveSessions.Should().Be(0);
        foreach (string connection in connections)
        {
            AcsReply reply = await lab.Engine.HandleAsync(new AcsRequest { ConnectionKey = connection, Evidence = lab.Cpe().Evidence });
            reply.StatusCode.Should().Be(400);
        }
    }
}
