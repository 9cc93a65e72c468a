// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Cwmp.Tls.Cpe.Http;
using Cwmp.Tls.Cpe.Transfers;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Tests.Cpe.Transfers;

/// <summary>What the rule for origins means to a file transfer.</summary>
public sealed class CpeFileClientTests
{
    private readonly List<HttpRequestMessage> _sent = [];

    [Fact]
    public async Task Https_without_a_context_that_verifies_the_server_is_not_dialled()
    {
        CpeHttpSettings settings = Settings(null);
        using var client = new CpeFileClient(settings, "u", "p", allowPlainHttp: true);

        Func<Task> send = () => SendAsync(client, HttpMethod.Get, "https://localhost:1/file");

        CpeTransferException failure = (await send.Should().ThrowAsync<CpeTransferException>()).Which;
        failure.Code.Should().Be(CwmpFaultCode.UnsupportedTransferProtocol);
        failure.MayRetry.Should().BeFalse();
    }

    [Theory]
    [InlineData("GET", 303, 200)]
    [InlineData("PUT", 303, 303)]
    [InlineData("PUT", 307, 200)]
    public async Task Redirect_is_followed_where_it_means_the_same_request(string method, int status, int expected)
    {
        CpeHttpSettings settings = Settings(request => request.RequestUri!.AbsolutePath == "/new" ? 200 : status);
        using var client = new CpeFileClient(settings, "u", "p", allowPlainHttp: false);

        using HttpResponseMessage response = await SendAsync(client, new HttpMethod(method), "https://files.example/old");

        ((int)response.StatusCode).Should().Be(expected);
        _sent.Should().OnlyContain(request => request.Method.Method == method);
    }

    private static async Task<HttpResponseMessage> SendAsync(CpeFileClient client, HttpMethod method, string url)
    {
        using var timer = new CpeStallTimer(TimeSpan.FromMinutes(1), TimeProvider.System, TestContext.Current.CancellationToken);
        return await client.SendAsync(new Uri(url), target => Task.FromResult(new HttpRequestMessage(method, target)), timer);
    }

    private CpeHttpSettings Settings(Func<HttpRequestMessage, int>? server) => new()
    {
        TlsContext = null,
        Time = TimeProvider.System,
        ResponseTimeout = TimeSpan.FromMinutes(1),
        MaxResponseSize = 1 << 20,
        UserAgent = "test",
        HandlerFactory = server is null ? null : () => new Server(this, server),
    };

    private sealed class Server(CpeFileClientTests test, Func<HttpRequestMessage, int> status) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            test._sent.Add(request);
            var response = new HttpResponseMessage((HttpStatusCode)status(request));
            response.Headers.Location = new Uri("/new", UriKind.Relative);
            return Task.FromResult(response);
        }
    }
}
