// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Reflection;
using Cwmp.Tls.ConnectionRequests;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.ConnectionRequests;

/// <summary>The code of docs/connection-requests.md, compiled and run; Cwmp.Tls.DocumentationTests compares the two.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public async Task Client_of_the_page_keeps_to_ordinary_addresses()
    {
        await using var device = new ScriptedHttpServer(_ => ScriptedHttpServer.Answer("503 Busy"));

        await AskAsync(device.Url(), "acs", "secret", TestContext.Current.CancellationToken);

        device.Requests.Should().BeEmpty("loopback is not an address a device may name");
        Restrict(IPNetwork.Parse("10.0.0.0/8")).AllowTarget(new IPEndPoint(IPAddress.Parse("10.1.2.3"), 7547)).Should().BeTrue();
        Restrict(IPNetwork.Parse("10.0.0.0/8")).AllowTarget(new IPEndPoint(IPAddress.Parse("11.1.2.3"), 7547)).Should().BeFalse();
    }

    [Fact]
    public void Page_has_a_row_for_every_outcome()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "connection-requests.md"));
        string rows = string.Concat(page.Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|')[1]));

        IEnumerable<string> missing = Enum.GetNames<ConnectionRequestOutcome>()
            .Where(outcome => outcome != nameof(ConnectionRequestOutcome.None) && !rows.Contains($"`{outcome}`", StringComparison.Ordinal));

        missing.Should().BeEmpty();
    }

    [Fact]
    public void Page_has_every_status_that_the_listener_answers()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "connection-requests.md"));
        string rows = string.Join(' ', page.Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Split('|')[1]));
        IEnumerable<string> statuses = typeof(ConnectionRequestResponder)
            .GetFields(BindingFlags.Static | BindingFlags.NonPublic)
            .Select(field => field.GetValue(null))
            .OfType<ConnectionRequestAnswer>()
            .Select(answer => answer.Status[..3]);

        statuses.Should().Contain("200").And.OnlyContain(status => rows.Contains(status, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Listener_of_the_page_ends_when_it_is_told_to()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(1));

        Func<Task> listen = () => ListenAsync(new(IPAddress.Loopback, 0), ConnectionRequestListener.GeneratePath(), "u", "p",
            IPAddress.Loopback, _ => Task.CompletedTask, cancel.Token);

        await listen.Should().ThrowAsync<OperationCanceledException>();
    }

    private static async Task AskAsync(string connectionRequestUrl, string username, string password, CancellationToken cancellationToken)
    {
        var client = new ConnectionRequestClient();
        ConnectionRequestResult result = await client.SendAsync(connectionRequestUrl, username, password, cancellationToken);
        if (result.Outcome is ConnectionRequestOutcome.Busy)
        {
            Console.WriteLine($"Try again in 30 s or more: {result.Detail}");
        }
    }

    private static ConnectionRequestClientOptions Restrict(IPNetwork accessNetwork)
    {
        var options = new ConnectionRequestClientOptions
        {
            AllowTarget = target =>
            ConnectionRequestClientOptions.IsOrdinaryAddress(target.Address) && accessNetwork.Contains(target.Address),
        };
        return options;
    }

    private static async Task ListenAsync(
        IPEndPoint endPoint,
        string storedPath,
        string username,
        string password,
        IPAddress wanAddress,
        Func<string, Task> runSession,
        CancellationToken cancellationToken)
    {
        using var gate = new ConnectionRequestGate();
        await using var listener = new ConnectionRequestListener(
            new ConnectionRequestListenerOptions { EndPoint = endPoint, Path = storedPath, Username = username, Password = password },
            gate);
        listener.Start();
        string connectionRequestUrl = listener.GetUrl(wanAddress);
        while (true)
        {
            await gate.WaitAsync(cancellationToken);
            await runSession("6 CONNECTION REQUEST");
        }
    }
}
