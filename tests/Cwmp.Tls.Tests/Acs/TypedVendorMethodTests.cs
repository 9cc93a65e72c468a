// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Posts;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Tests.Cpe.Support;
using Cwmp.Tls.TestSupport.VendorRpc;

namespace Cwmp.Tls.Tests.Acs;

/// <summary>An RPC of a vendor that has types of its own is answered like any other RPC of a vendor, on either side.</summary>
public sealed class TypedVendorMethodTests
{
    [Fact]
    public async Task Acs_hands_it_to_its_handler_of_vendor_requests()
    {
        var acs = new BlinkingAcs();
        await using var lab = new AcsLab(acs, options => options.Serializer = Blink.Serializer);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();

        AcsReply reply = await cpe.PostAsync(cpe.Envelope($"<cwmp:{Blink.Name}><Times>3</Times></cwmp:{Blink.Name}>", "1"));

        ScriptedCpe.Text(reply).Should().Contain($"<cwmp:{Blink.Name}Response>");
        acs.Seen.Should().BeEquivalentTo(new { MethodName = Blink.Name, Times = "3" });
    }

    [Fact]
    public async Task Acs_without_a_handler_answers_8000()
    {
        await using var lab = new AcsLab(AcsLab.Nothing, options => options.Serializer = Blink.Serializer);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();

        AcsReply reply = await cpe.PostAsync(cpe.Envelope($"<cwmp:{Blink.Name}/>", "1"));

        ScriptedCpe.Element(reply, "FaultCode").Should().Be("8000");
    }

    [Fact]
    public async Task Acs_calls_it_with_its_types()
    {
        BlinkResponse? response = null;
        await using var lab = new AcsLab(
            async (session, token) => response = await session.CallAsync(new Blink { Times = 2 }, token),
            options => options.Serializer = Blink.Serializer);
        ScriptedCpe cpe = lab.Cpe();

        AcsReply call = await cpe.StartAsync();
        AcsReply last = await cpe.AnswerAsync($"<cwmp:{Blink.Name}Response/>");

        ScriptedCpe.Text(call).Should().Contain("<Times>2</Times>");
        last.StatusCode.Should().Be(204);
        response.Should().NotBeNull();
    }

    [Fact]
    public async Task Cpe_hands_it_to_its_vendor_method()
    {
        string? times = null;
        await using CpeBench bench = new()
        {
            Configure = options =>
            {
                options.Serializer = Blink.Serializer;
                options.VendorMethods[Blink.Name] = (request, _) =>
                {
                    times = request.Arguments.Single(argument => argument.Name == "Times").Text;
                    return ValueTask.FromResult(new VendorResponse(request.MethodName));
                };
            },
        };
        await bench.BootAsync();

        CwmpMessage answer = await bench.AskAsync(new VendorRequest(Blink.Name, new VendorElement { Name = "Times", Text = "3" }));

        answer.Should().BeOfType<VendorResponse>().Which.MethodName.Should().Be(Blink.Name);
        times.Should().Be("3");
    }

    private sealed class BlinkingAcs : CwmpAcs
    {
        public object? Seen { get; private set; }

        public override Task RunAsync(AcsSession session, CancellationToken cancellationToken) => Task.CompletedTask;

        public override Task<VendorResponse?> OnVendorRequestAsync(
            AcsSession session, VendorRequest request, CancellationToken cancellationToken)
        {
            Seen = new { request.MethodName, Times = request.Arguments.Single(argument => argument.Name == "Times").Text };
            return Task.FromResult<VendorResponse?>(new VendorResponse(request.MethodName));
        }
    }
}
