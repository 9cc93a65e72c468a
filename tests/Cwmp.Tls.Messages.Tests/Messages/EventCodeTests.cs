// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Tests.Messages;

public sealed class EventCodeTests
{
    [Theory]
    [InlineData("6 CONNECTION REQUEST ")]
    [InlineData("6 connection request")]
    [InlineData("6")]
    [InlineData(" 6 CONNECTION REQUEST")]
    public void Numbered_codes_are_equal_when_their_numbers_are(string text)
    {
        EventCode code = EventCode.FromText(text);

        code.Should().Be(EventCode.ConnectionRequest);
        code.GetHashCode().Should().Be(EventCode.ConnectionRequest.GetHashCode());
        code.Text.Should().Be(text);
        code.Kind.Should().Be(EventCodeKind.Numbered);
    }

    [Theory]
    [InlineData("0 BOOTSTRAP", EventCodeKind.Numbered, 0, "")]
    [InlineData("12 AUTONOMOUS DU STATE CHANGE COMPLETE", EventCodeKind.Numbered, 12, "")]
    [InlineData("M Reboot", EventCodeKind.Method, -1, "Reboot")]
    [InlineData("M X_00D09E_Act", EventCodeKind.Method, -1, "X_00D09E_Act")]
    [InlineData("X 00D09E Button pressed", EventCodeKind.Vendor, -1, "")]
    [InlineData("4VALUE CHANGE", EventCodeKind.None, -1, "")]
    [InlineData("", EventCodeKind.None, -1, "")]
    [InlineData("99999999999 OVERFLOW", EventCodeKind.None, -1, "")]
    public void Codes_have_a_family_a_number_and_a_method(string text, EventCodeKind kind, int number, string method)
    {
        EventCode code = EventCode.FromText(text);

        code.Kind.Should().Be(kind);
        code.Number.Should().Be(number);
        code.MethodName.Should().Be(method);
    }

    [Fact]
    public void Different_codes_differ()
    {
        EventCode.Boot.Should().NotBe(EventCode.Bootstrap);
        EventCode.MReboot.Should().NotBe(EventCode.MDownload);
        EventCode.FromText("m reboot").Should().NotBe(EventCode.MReboot);
        EventCode.ForMethod("Reboot").Should().Be(EventCode.MReboot);
    }
}
