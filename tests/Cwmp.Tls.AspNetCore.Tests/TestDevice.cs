// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.AspNetCore.Tests;

/// <summary>A device over HTTP that does what the test says.</summary>
internal sealed class TestDevice(HttpClient client, Uri url, DeviceIdentity identity)
{
    public DeviceIdentity Identity => identity;

    public string? Authorization { get; set; }

    public async Task<Answer> PostAsync(string body, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        if (body.Length > 0)
        {
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/xml", "utf-8");
            request.Headers.TryAddWithoutValidation("SOAPAction", "");
        }

        if (Authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", Authorization);
        }

        change?.Invoke(request);
        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            response.Headers.Concat(response.Content.Headers)
            .ToDictionary(h => h.Key, h => h.Value.ToArray(), StringComparer.OrdinalIgnoreCase),
            response.Headers.TransferEncodingChunked == true);
    }

    public Task<Answer> InformAsync(Action<HttpRequestMessage>? change = null) => PostAsync(Envelopes.Inform(identity), change);

    public Task<Answer> EmptyAsync(Action<HttpRequestMessage>? change = null) => PostAsync("", change);

    /// <summary>A whole session without work.</summary>
    public async Task RunAsync()
    {
        (await InformAsync()).Status.Should().Be(HttpStatusCode.OK);
        (await EmptyAsync()).Status.Should().Be(HttpStatusCode.NoContent);
    }

    public void UseBasic(string username, string password) =>
        Authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}"));

    /// <summary>What came back.</summary>
    internal sealed record Answer(HttpStatusCode Status, string Body, IReadOnlyDictionary<string, string[]> Headers, bool IsChunked)
    {
        public string? Header(string name) => Headers.TryGetValue(name, out string[]? values) ? string.Join('|', values) : null;
    }
}
