// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Tests.Messages;

public sealed class MessageRecordTests
{
    [Fact]
    public void Messages_with_equal_lists_are_equal()
    {
        var one = new GetParameterValues { ParameterNames = ["Device.", "Device.DeviceInfo."] };
        var other = new GetParameterValues { ParameterNames = new List<string> { "Device.", "Device.DeviceInfo." } };

        one.Should().Be(other);
        one.GetHashCode().Should().Be(other.GetHashCode());
        one.Should().NotBe(new GetParameterValues { ParameterNames = ["Device."] });
    }

    [Fact]
    public void A_list_changed_after_it_was_given_does_not_change_the_message()
    {
        var names = new List<string> { "Device." };
        var message = new GetParameterValues { ParameterNames = names };

        names.Add("Device.Users.");

        message.ParameterNames.Should().Equal("Device.");
    }

    [Fact]
    public void Null_in_a_list_is_refused()
    {
        Action act = () => _ = new GetParameterValues { ParameterNames = [null!] };

        act.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void ToString_shows_no_credentials_and_no_values()
    {
        CwmpMessage[] messages =
        [
            new Download { FileType = FileTypes.WebContent, URL = "http://u:s3cret@h/f?token=s3cret", Username = "s3cret",
                Password = "s3cret" },
            new Upload { FileType = FileTypes.UploadVendorLogFile, URL = "http://h/", Password = "s3cret" },
            new ScheduleDownload { FileType = FileTypes.WebContent, URL = "http://h/", Password = "s3cret", TimeWindowList = [] },
            new ChangeDUState { Operations =
                [new InstallOpStruct { URL = "http://h/", Password = "s3cret" }, new UpdateOpStruct { Password = "s3cret" }] },
            new SetParameterValues { ParameterList = [ParameterValue.String("Device.ManagementServer.Password", "s3cret")] },
            new VendorRequest("X_00D09E_Act", [new VendorElement { Name = "Key", Text = "s3cret" }]),
        ];

        foreach (CwmpMessage message in messages)
        {
            string text = message.ToString();

            text.Should().NotContain("s3cret").And.Contain(message.MethodName);
        }
    }

    [Fact]
    public void Requests_know_their_answers()
    {
        var request = new GetParameterValues { ParameterNames = [] };

        request.IsAnsweredBy(new GetParameterValuesResponse { ParameterList = [] }).Should().BeTrue();
        request.IsAnsweredBy(CwmpFault.Create(CwmpFaultCode.InvalidParameterName)).Should().BeTrue();
        request.IsAnsweredBy(new RebootResponse()).Should().BeFalse();
        request.IsAnsweredBy(request).Should().BeFalse();
    }

    [Fact]
    public void Fault_gets_the_text_and_the_blame_of_its_code()
    {
        CwmpFault fault = CwmpFault.Create(CwmpFaultCode.InvalidParameterName);

        fault.FaultString.Should().Be("Invalid parameter name");
        fault.SoapFaultCode.Should().Be(SoapFaultCode.Client);
        new CwmpFault().CodeOrInternalError(sentByCpe: true).Should().Be(CwmpFaultCode.InternalError);
        new CwmpFault().CodeOrInternalError(sentByCpe: false).Should().Be(CwmpFaultCode.AcsInternalError);
    }

    [Fact]
    public void Fault_exception_says_what_was_answered()
    {
        var fault = CwmpFault.Create(CwmpFaultCode.InvalidArguments) with
        {
            SetParameterValuesFaults =
            [new SetParameterValuesFault { ParameterName = "Device.X", FaultCode = CwmpFaultCode.ParameterNotWritable }],
        };

        var exception = new CwmpFaultException(fault, "SetParameterValues");

        exception.Message.Should().Contain("SetParameterValues").And.Contain("9003").And.Contain("Device.X: 9008");
    }

    [Fact]
    public void Fault_exception_is_one_line_whatever_the_peer_wrote()
    {
        string hostile = "no\nfail: a forged line \u009b31m\u202e" + new string('x', 1_000_000);
        var fault = CwmpFault.Create(CwmpFaultCode.InvalidArguments, hostile) with
        {
            SetParameterValuesFaults = [new SetParameterValuesFault { ParameterName = hostile,
            FaultCode = CwmpFaultCode.ParameterNotWritable, FaultString = hostile }],
        };

        var exception = new CwmpFaultException(fault, "SetParameterValues");

        exception.Message.Should().HaveLength(Math.Min(exception.Message.Length, 500)).And.NotContainAny("\n", "\u009b", "\u202e");
        exception.Fault.FaultString.Should().Be(hostile);
    }
}
