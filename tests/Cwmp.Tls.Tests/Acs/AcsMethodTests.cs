// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Posts;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Tests.Acs;

/// <summary>The ACS knows every RPC of <see cref="CwmpMethod.All"/>, in either direction.</summary>
public sealed class AcsMethodTests
{
    public static TheoryData<string> OnAcs =>
        [.. CwmpMethod.All.Where(method => method.AnsweredByAcs && method.Name != nameof(Inform)).Select(method => method.Name)];

    public static TheoryData<string> OnCpe => [.. CwmpMethod.All.Where(method => method.AnsweredByCpe).Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(OnAcs))]
    public async Task Acs_answers_every_request_of_a_cpe(string method)
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();

        AcsReply reply = await cpe.PostAsync(cpe.Envelope($"<cwmp:{method}/>", "1"));

        ScriptedCpe.Text(reply).Should().Contain($"<cwmp:{method}Response>");
    }

    [Theory]
    [MemberData(nameof(OnCpe))]
    public void Session_has_a_method_for_every_request_of_an_acs(string method)
    {
        typeof(AcsSession).GetMethods().Select(member => member.Name).Should().Contain(
            name => name.Equals(method + "Async", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task GetRPCMethods_lists_what_the_acs_answers()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();

        AcsReply reply = await cpe.PostAsync(cpe.Envelope("<cwmp:GetRPCMethods/>", "1"));

        System.Xml.Linq.XDocument.Parse(ScriptedCpe.Text(reply)).Descendants("string").Select(name => name.Value)
            .Should().BeEquivalentTo(CwmpMethod.All.Where(method => method.AnsweredByAcs).Select(method => method.Name));
    }
}
