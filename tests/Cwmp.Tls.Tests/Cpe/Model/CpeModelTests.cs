// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Tests.Cpe.Model;

public sealed class CpeModelTests
{
    [Fact]
    public void Short_form_of_the_CSV_is_read()
    {
        CpeModel model = Parse("""
            Parameter,Object,Writable,Value,Value type
            DeviceID.Manufacturer,false,false,"Acme, Inc. ""the"" best",xsd:string
            DeviceID.OUI,false,false,202BC1,xsd:string
            DeviceID.ProductClass,false,false,BM632w,xsd:string
            DeviceID.SerialNumber,false,false,8KA8,xsd:string
            InternetGatewayDevice,true,false,,
            InternetGatewayDevice.DeviceInfo,true,false,,
            InternetGatewayDevice.DeviceInfo.SoftwareVersion,false,false,V1,xsd:string
            InternetGatewayDevice.DeviceInfo.UpTime,false,false,213138,xsd:unsignedInt
            Tags.Test,false,true,true,xsd:boolean
            """);

        model.Root.Should().Be("InternetGatewayDevice.");
        model.DeviceId.Should().Be(
            new DeviceIdStruct
            {
                Manufacturer = "Acme, Inc. \"the\" best",
                OUI = "202BC1",
                ProductClass = "BM632w",
                SerialNumber = "8KA8"
            });
        model.Entries.Select(e => e.Name).Should().Equal(
            "InternetGatewayDevice.",
            "InternetGatewayDevice.DeviceInfo.",
            "InternetGatewayDevice.DeviceInfo.SoftwareVersion",
            "InternetGatewayDevice.DeviceInfo.UpTime");
        model.Entries[^1].Type.Should().Be(ParameterType.UnsignedInt);
        model.Entries[^1].Value.Should().Be("213138");
    }

    [Fact]
    public void Exported_form_with_more_columns_and_lines_inside_values_is_read()
    {
        const string Columns = "Parameter,Object,Object timestamp,Writable,Writable timestamp,Value,Value type,Value timestamp," +
            "Notification,Notification timestamp,Access list,Access list timestamp";

        CpeModel model = Parse($"""
            {Columns}
            Device,true,2023-05-25T20:36:00.718Z,false,2023-05-25T20:36:00.718Z,"",,,,,,
            Device.DeviceInfo.DeviceLog,false,2023-05-25T20:36:00.718Z,true,2023-05-25T20:36:00.718Z,"one
            two",xsd:string,2023-05-25T20:36:00.718Z,2,,,
            """);

        CpeModelEntry log = model.Entries.Single(e => e.Name == "Device.DeviceInfo.DeviceLog");
        log.Value.Should().Be("one\ntwo");
        log.Writable.Should().BeTrue();
        log.Notification.Should().Be(ParameterNotification.Active);
    }

    [Theory]
    [InlineData("", "*empty*")]
    [InlineData("Name,Kind\nDevice.A,b", "*header*")]
    [InlineData("Parameter,Object,Writable,Value,Value type\nDevice.A,perhaps,false,,", "Line 2*perhaps*")]
    [InlineData("Parameter,Object,Writable,Value,Value type\nDevice.A,false,false,\"open", "*never closed*")]
    [InlineData("Parameter,Object,Writable,Value,Value type\nDevice.A,false,false,a\"b,", "*quote*")]
    [InlineData("Parameter,Object,Writable,Value,Value type\nDevice.A..B,false,false,,", "*Device.A..B*")]
    [InlineData("Parameter,Object,Writable,Value,Value type\nDevice.A,false,false,,\nDevice.A.B,false,false,,",
        "*both a parameter and an object*")]
    [InlineData("Parameter,Object,Writable,Value,Value type\nDevice.A,false,false,,\nInternetGatewayDevice.B,false,false,,",
        "*both a Device and*")]
    [InlineData("Parameter,Object,Writable,Value,Value type\nTags.A,false,false,,", "*nothing below*")]
    public void File_that_is_no_model_is_refused_with_its_line(string csv, string message)
    {
        Action parse = () => Parse(csv);

        parse.Should().Throw<FormatException>().WithMessage(message);
    }

    [Fact]
    public void Built_in_models_carry_what_every_Inform_needs()
    {
        foreach (CpeModel model in (CpeModel[])[CpeModel.Device, CpeModel.InternetGatewayDevice])
        {
            CpeParameterTree tree = new(model);

            foreach (string name in (string[])["DeviceInfo.HardwareVersion", "DeviceInfo.SoftwareVersion", "DeviceInfo.ProvisioningCode",
                "ManagementServer.ParameterKey", "ManagementServer.ConnectionRequestURL"])
            {
                tree.Read(model.Root + name).Should().NotBeNull(name);
            }

            tree.DeviceId.OUI.Should().HaveLength(6);
        }
    }

    private static CpeModel Parse(string csv) => CpeModel.Parse(new StringReader(csv));
}
