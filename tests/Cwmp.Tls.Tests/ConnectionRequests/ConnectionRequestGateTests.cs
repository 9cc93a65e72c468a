// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.ConnectionRequests;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.ConnectionRequests;

public sealed class ConnectionRequestGateTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Several_requests_before_the_session_lead_to_one()
    {
        using var gate = new ConnectionRequestGate(new ConnectionRequestGateOptions { TimeProvider = _time });

        gate.TryAccept().Should().BeTrue();
        gate.TryAccept().Should().BeTrue();
        await gate.WaitAsync(TestContext.Current.CancellationToken);
        Task next = gate.WaitAsync(TestContext.Current.CancellationToken);

        next.IsCompleted.Should().BeFalse();
        gate.TryAccept().Should().BeTrue();
        await next;
    }

    [Fact]
    public void Requests_while_one_is_pending_use_up_nothing()
    {
        using var gate = Gate(burst: 1);

        for (int i = 0; i < 100; i++)
        {
            gate.TryAccept().Should().BeTrue();
        }

        gate.TryTake().Should().BeTrue();
        gate.TryTake().Should().BeFalse();
        gate.TryAccept().Should().BeFalse("the one allowed session was taken");
    }

    [Fact]
    public void Limit_is_replenished_with_time_up_to_the_burst()
    {
        using var gate = Gate(burst: 2);

        Sessions(gate).Should().Be(2);
        _time.Advance(TimeSpan.FromSeconds(10));
        Sessions(gate).Should().Be(1);
        _time.Advance(TimeSpan.FromSeconds(9));
        Sessions(gate).Should().Be(0);
        _time.Advance(TimeSpan.FromHours(1));
        Sessions(gate).Should().Be(2);
    }

    [Fact]
    public void Busy_device_refuses_and_keeps_nothing()
    {
        bool busy = true;
        using var gate = new ConnectionRequestGate(new ConnectionRequestGateOptions { IsBusy = () => busy, TimeProvider = _time });

        gate.TryAccept().Should().BeFalse();
        gate.IsPending.Should().BeFalse();
        busy = false;
        gate.TryAccept().Should().BeTrue();
    }

    [Fact]
    public async Task Cancelled_wait_loses_no_request()
    {
        using var gate = Gate(burst: 1);
        using var cancel = new CancellationTokenSource();
        Task wait = gate.WaitAsync(cancel.Token);

        await cancel.CancelAsync();
        await wait.Awaiting(w => w).Should().ThrowAsync<OperationCanceledException>();
        gate.TryAccept();

        gate.IsPending.Should().BeTrue();
    }

    [Fact]
    public void Options_report_every_problem_at_once()
    {
        var options = new ConnectionRequestGateOptions { Burst = 0, Replenishment = TimeSpan.Zero };

        Action make = () => _ = new ConnectionRequestGate(options);

        make.Should().Throw<ArgumentException>().Which.Message.Should().ContainAll(nameof(options.Burst), nameof(options.Replenishment));
    }

    private static int Sessions(ConnectionRequestGate gate)
    {
        int sessions = 0;
        while (gate.TryAccept() && gate.TryTake())
        {
            sessions++;
        }

        return sessions;
    }

    private ConnectionRequestGate Gate(int burst) =>
        new(new ConnectionRequestGateOptions { Burst = burst, Replenishment = TimeSpan.FromSeconds(10), TimeProvider = _time });
}
