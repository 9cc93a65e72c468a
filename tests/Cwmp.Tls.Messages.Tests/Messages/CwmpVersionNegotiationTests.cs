// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Tests.Messages;

public sealed class CwmpVersionNegotiationTests
{
    private static readonly CwmpVersion[] UpTo13 = [CwmpVersion.Cwmp10, CwmpVersion.Cwmp11, CwmpVersion.Cwmp12, CwmpVersion.Cwmp13];

    // Rules 2 and 3 of the fact sheet: namespace, SessionTimeout and list of the Inform; then version, namespace and UseCWMPVersion of the
    // answer.
    [Theory]
    [InlineData("1-0", false, "", "1.0", "1-0", null)]
    [InlineData("1-1", false, "", "1.1", "1-1", null)]
    [InlineData("1-2", false, "", "1.2", "1-2", null)]
    [InlineData("1-2", true, "", "1.3", "1-2", null)]
    [InlineData("1-2", true, "1.0,1.1,1.2,1.3,1.4", "1.4", "1-2", "1.4")]
    [InlineData("1-2", false, "1.0,1.1", "1.1", "1-1", "1.1")]
    [InlineData("1-2", false, "1.4,1.5", "1.4", "1-2", "1.4")]
    [InlineData("1-3", false, "", "1.3", "1-3", null)]
    [InlineData("1-4", true, "", "1.4", "1-4", null)]
    [InlineData("1-4", true, "1.0,1.1,1.2,1.3,1.4", "1.4", "1-4", "1.4")]
    public void Acs_answers_with_the_highest_common_version(
        string ns, bool sessionTimeout, string list, string version, string answerNamespace, string? use)
    {
        CwmpEnvelope inform = Inform(ns, sessionTimeout, list);

        CwmpVersionNegotiation.TryAnswerInform(inform, CwmpVersion.All, out CwmpVersionAgreement? agreement).Should().BeTrue();

        agreement!.Version.ToString().Should().Be(version);
        agreement.Namespace.Uri.Should().Be("urn:dslforum-org:cwmp-" + answerNamespace);
        agreement.UseCwmpVersion?.ToString().Should().Be(use);
    }

    [Fact]
    public void Nothing_in_common_is_no_agreement()
    {
        CwmpVersionNegotiation.TryAnswerInform(Inform("1-2", true, "1.5,1.6"), CwmpVersion.All, out _).Should().BeFalse();
    }

    [Fact]
    public void Old_acs_answers_a_new_cpe_in_its_own_highest_version()
    {
        CwmpVersionNegotiation.TryAnswerInform(Inform("1-2", true, "1.0,1.1,1.2,1.3,1.4"), [CwmpVersion.Cwmp10],
            out CwmpVersionAgreement? agreement)
            .Should().BeTrue();

        agreement!.Version.Should().Be(CwmpVersion.Cwmp10);
        agreement.Namespace.Should().Be(CwmpNamespace.Cwmp10);
    }

    [Theory]
    [InlineData("1-2", "1.4", "1.4")]
    [InlineData("1-1", "1.1", "1.1")]
    [InlineData("1-2", null, "1.3")]
    [InlineData("1-1", null, "1.1")]
    [InlineData("1-0", null, "1.0")]
    public void Cpe_uses_what_the_acs_named_or_the_smaller_of_both(string ns, string? use, string version)
    {
        CwmpEnvelope answer = new()
        {
            Body = new InformResponse(),
            Namespace = Namespace(ns),
            UseCwmpVersion = use is null ? null : Version(use),
        };

        CwmpVersionNegotiation.TryReadAnswer(answer, CwmpVersion.All, out CwmpVersionAgreement? agreement).Should().BeTrue();

        agreement!.Version.Should().Be(Version(version));
    }

    [Fact]
    public void Cpe_refuses_a_version_it_did_not_offer()
    {
        CwmpEnvelope answer = new() { Body = new InformResponse(), UseCwmpVersion = CwmpVersion.Cwmp14 };

        CwmpVersionNegotiation.TryReadAnswer(answer, UpTo13, out _).Should().BeFalse();
    }

    private static CwmpEnvelope Inform(string ns, bool sessionTimeout, string list) => new()
    {
        Body = new Inform { DeviceId = new DeviceIdStruct { OUI = "00D09E", SerialNumber = "1" } },
        Namespace = Namespace(ns),
        SessionTimeout = sessionTimeout ? 60u : null,
        SupportedCwmpVersions = [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Version)],
    };

    private static CwmpNamespace Namespace(string numbers) =>
        CwmpNamespace.TryParse("urn:dslforum-org:cwmp-" + numbers, out CwmpNamespace ns) ? ns : throw new ArgumentException(numbers);

    private static CwmpVersion Version(string text) =>
        CwmpVersion.TryParse(text, out CwmpVersion version) ? version : throw new ArgumentException(text);
}
