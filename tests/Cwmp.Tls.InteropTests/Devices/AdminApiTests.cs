// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Cwmp.Tls.ConnectionRequests;

namespace Cwmp.Tls.InteropTests.Devices;

/// <summary>The admin port of the sample: tasks and their results, and who is not heard.</summary>
public sealed class AdminApiTests(AcsServerProcess server) : IClassFixture<AcsServerProcess>, IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = server.Admin, Timeout = OpenSslProcess.Ceiling };

    private static CancellationToken Ceiling => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Every_kind_of_task_is_done_in_the_next_session_and_has_its_result()
    {
        string serial = await ComeOnceAsync();
        (string Task, string Result)[] tasks =
        [
            ("""{"name":"getParameterValues","parameterNames":["InternetGatewayDevice.DeviceInfo.SerialNumber"]}""",
                $$"""{"parameterValues":[["InternetGatewayDevice.DeviceInfo.SerialNumber","{{serial}}","xsd:string"]]}"""),
            ("""
                {
                  "name":"setParameterValues",
                  "parameterValues":[
                    ["InternetGatewayDevice.X",5],
                    ["InternetGatewayDevice.DeviceInfo.SoftwareVersion",2],
                    ["InternetGatewayDevice.Y",true,"xsd:boolean"]]
                }
                """,
                """{"status":0}"""),
            ("""{"name":"addObject","objectName":"InternetGatewayDevice.WANDevice"}""", """{"status":0,"instanceNumber":7}"""),
            ("""{"name":"reboot"}""", "{}"),
            ("""{"name":"factoryReset"}""", "{}"),
            ("""{"name":"download","fileType":"1 Firmware Upgrade Image","url":"http://192.0.2.1/f"}""", """{"status":1}"""),
        ];
        string[] faults = ["""{"name":"getParameterNames","parameterPath":"InternetGatewayDevice.","nextLevel":true}""",
            """{"name":"deleteObject","objectName":"InternetGatewayDevice.A.1."}"""];
        var ids = new List<string>();
        foreach (string task in (string[])[.. tasks.Select(entry => entry.Task), .. faults])
        {
            (HttpStatusCode status, JsonNode answer) = await PostAsync(serial, task);
            status.Should().Be(HttpStatusCode.Accepted, "the device is not there");
            answer["status"]!.GetValue<string>().Should().Be("pending");
            ids.Add(answer["_id"]!.GetValue<string>());
        }

        string[] printed = await Device.RunAsync(Device.Python, server.OptionsOf(serial));

        printed.Should().ContainInOrder("GetParameterValues", "SetParameterValues", "AddObject", "Reboot", "FactoryReset", "Download",
            "GetParameterNames", "DeleteObject");
        printed.Should().Contain("set InternetGatewayDevice.X xsd:int 5").And.Contain("set InternetGatewayDevice.Y xsd:boolean true");
        printed.Should().Contain("set InternetGatewayDevice.DeviceInfo.SoftwareVersion xsd:string 2",
            "that is the type the device named in its Inform");
        for (int i = 0; i < tasks.Length; i++)
        {
            JsonNode done = await GetAsync($"/devices/{AcsServerProcess.IdOf(serial)}/tasks/{ids[i]}");
            done["status"]!.GetValue<string>().Should().Be("done");
            JsonNode.DeepEquals(done["result"], JsonNode.Parse(tasks[i].Result)).Should().BeTrue(done.ToJsonString());
        }

        foreach (string id in ids.Skip(tasks.Length))
        {
            JsonNode fault = await GetAsync($"/devices/{AcsServerProcess.IdOf(serial)}/tasks/{id}");
            fault["status"]!.GetValue<string>().Should().Be("fault");
            fault["fault"]!["code"]!.GetValue<string>().Should().Be("9005");
        }

        JsonNode device = await GetAsync("/devices/" + AcsServerProcess.IdOf(serial));
        device["authenticated"]!.GetValue<string>().Should().Be("certificate");
        device["pendingTasks"]!.GetValue<int>().Should().Be(0);
    }

    [Fact]
    public async Task Connection_request_brings_the_device_and_the_answer_its_result()
    {
        using var gate = new ConnectionRequestGate();
        await using var listener = new ConnectionRequestListener(
            new ConnectionRequestListenerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Username = "acs", Password = "" },
                gate);
        listener.Start();
        string wake = listener.GetUrl(IPAddress.Loopback);
        string serial = server.NextSerial('S');
        JsonObject options = server.OptionsOf(serial);
        options["wake"] = wake;
        string[] printed = await Device.RunAsync(Device.Python, options);
        const string Given = "set InternetGatewayDevice.ManagementServer.ConnectionRequestPassword xsd:string ";
        listener.SetCredentials("acs", printed.Single(line => line.StartsWith(Given, StringComparison.Ordinal))[Given.Length..]);

        Task<(HttpStatusCode, JsonNode)> asking = PostAsync(
            serial, """{"name":"getParameterValues","parameterNames":["InternetGatewayDevice.DeviceInfo.SerialNumber"]}""",
                "?connection_request");
        await gate.WaitAsync(Ceiling);
        await Device.RunAsync(Device.Python, (JsonObject)options.DeepClone());
        (HttpStatusCode status, JsonNode answer) = await asking;

        status.Should().Be(HttpStatusCode.OK);
        answer["connectionRequest"]!.GetValue<string>().Should().Be("Accepted");
        answer["result"]!["parameterValues"]![0]![1]!.GetValue<string>().Should().Be(serial);
    }

    [Fact]
    public async Task Device_that_cannot_be_reached_leaves_the_task_queued()
    {
        string serial = await ComeOnceAsync();

        (HttpStatusCode status, JsonNode answer) = await PostAsync(serial, """{"name":"reboot"}""", "?connection_request");

        status.Should().Be(HttpStatusCode.Accepted);
        answer["connectionRequest"]!.GetValue<string>().Should().Be("Unreachable");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"name\":")]
    [InlineData("{}")]
    [InlineData("{\"name\":\"dance\"}")]
    [InlineData("{\"name\":\"reboot\",\"name\":\"factoryReset\"}")]
    [InlineData("{\"name\":{\"a\":1}}")]
    [InlineData("{\"name\":\"getParameterValues\"}")]
    [InlineData("{\"name\":\"getParameterValues\",\"parameterNames\":[]}")]
    [InlineData("{\"name\":\"getParameterValues\",\"parameterNames\":[null]}")]
    [InlineData("{\"name\":\"getParameterNames\",\"nextLevel\":\"yes\"}")]
    [InlineData("{\"name\":\"setParameterValues\",\"parameterValues\":[[\"a\"]]}")]
    [InlineData("{\"name\":\"setParameterValues\",\"parameterValues\":\"x\"}")]
    [InlineData("{\"name\":\"addObject\"}")]
    [InlineData("{\"name\":\"download\",\"url\":\"http://192.0.2.1/\"}")]
    [InlineData("{\"name\":\"download\",\"fileType\":\"1\",\"url\":\"u\",\"fileSize\":-1}")]
    public async Task What_is_no_task_is_400_with_the_reason(string body)
    {
        string serial = await server.KnownSerialAsync();

        (HttpStatusCode status, JsonNode answer) = await PostAsync(serial, body);

        status.Should().Be(HttpStatusCode.BadRequest);
        answer["error"]!.GetValue<string>().Should().NotBeEmpty();
        (await GetAsync("/devices/" + AcsServerProcess.IdOf(serial)))["pendingTasks"]!.GetValue<int>().Should().Be(0);
    }

    [Theory]
    [InlineData("?timeout=-1")]
    [InlineData("?timeout=soon")]
    [InlineData("?timeout=99999999")]
    public async Task Time_to_wait_has_limits(string query)
    {
        string serial = await server.KnownSerialAsync();

        (await PostAsync(serial, """{"name":"reboot"}""", query)).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Unknown_devices_and_tasks_are_404()
    {
        (await PostAsync("NOBODY", """{"name":"reboot"}""")).Status.Should().Be(HttpStatusCode.NotFound);
        using HttpResponseMessage nonsense = await _client.GetAsync("/devices/%00", Ceiling);
        nonsense.IsSuccessStatusCode.Should().BeFalse();
    }

    [Theory]
    [InlineData("Host", "acs.example", null)]
    [InlineData("Host", "127.0.0.1.example", null)]
    [InlineData("Origin", "http://evil.example", null)]
    [InlineData("Origin", "null", null)]
    [InlineData("Origin", "http://localhost", null)]
    [InlineData("Referer", "http://evil.example/", null)]
    [InlineData("Sec-Fetch-Site", "cross-site", null)]
    [InlineData("X-Nothing", "x", "text/plain")]
    [InlineData("X-Nothing", "x", "multipart/form-data; boundary=x")]
    public async Task Web_page_in_a_browser_on_this_machine_is_not_heard(string header, string value, string? contentType)
    {
        string serial = await server.KnownSerialAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/devices/{AcsServerProcess.IdOf(serial)}/tasks");
        request.Content = new ByteArrayContent("""{"name":"factoryReset"}"""u8.ToArray());
        request.Headers.TryAddWithoutValidation(header, value);
        if (contentType is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        using HttpResponseMessage response = await _client.SendAsync(request, Ceiling);

        response.StatusCode.Should().Be(contentType is null ? HttpStatusCode.Forbidden : HttpStatusCode.UnsupportedMediaType);
        (await GetAsync("/devices/" + AcsServerProcess.IdOf(serial)))["pendingTasks"]!.GetValue<int>().Should().Be(0);
    }

    [Fact]
    public async Task Admin_paths_do_not_exist_on_the_devices_port()
    {
        using HttpResponseMessage response = await _client.GetAsync($"http://127.0.0.1:{server.PlainPort}/devices", Ceiling);

        response.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
    }

    private async Task<string> ComeOnceAsync()
    {
        string serial = server.NextSerial('S');
        await Device.RunAsync(Device.Python, server.OptionsOf(serial));
        return serial;
    }

    private async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await _client.GetStringAsync(path, Ceiling))!;

    private async Task<(HttpStatusCode Status, JsonNode Answer)> PostAsync(string serial, string body, string query = "")
    {
        // As GenieACS users send them: curl --data, without a word about JSON.
        using var content = new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded");
        using HttpResponseMessage response =
            await _client.PostAsync($"/devices/{AcsServerProcess.IdOf(serial)}/tasks{query}", content, Ceiling);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Ceiling))!);
    }
}
