// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>OptionStruct: OptionName, VoucherSN, State, Mode, StartDate, ExpirationDate, IsTransferable.</summary>
internal readonly struct OptionItem : IItemCodec<OptionStruct>
{
    public static ReadOnlySpan<byte> ElementName => "OptionStruct"u8;

    public static ReadOnlySpan<byte> ArrayType => "cwmp:OptionStruct"u8;

    public static OptionStruct Read(ref SoapReader reader)
    {
        string name = string.Empty;
        uint voucher = 0;
        int state = 0;
        int mode = 0;
        CwmpDateTime start = default;
        CwmpDateTime? expiration = null;
        bool isTransferable = false;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("OptionName"u8))
            {
                name = reader.ReadString();
            }
            else if (reader.IsNamed("VoucherSN"u8))
            {
                voucher = reader.ReadUInt32();
            }
            else if (reader.IsNamed("State"u8))
            {
                state = reader.ReadInt32();
            }
            else if (reader.IsNamed("Mode"u8))
            {
                mode = reader.ReadInt32();
            }
            else if (reader.IsNamed("StartDate"u8))
            {
                start = reader.ReadDateTime();
            }
            else if (reader.IsNamed("ExpirationDate"u8))
            {
                expiration = reader.ReadDateTime();
            }
            else if (reader.IsNamed("IsTransferable"u8))
            {
                isTransferable = reader.ReadBoolean();
            }
            else
            {
                reader.Skip();
            }
        }

        return new OptionStruct
        {
            OptionName = name,
            VoucherSN = voucher,
            State = (OptionState)state,
            Mode = (OptionMode)mode,
            StartDate = start,
            ExpirationDate = expiration,
            IsTransferable = isTransferable,
        };
    }

    public static void Write(ref SoapWriter writer, OptionStruct item)
    {
        writer.Start(ElementName);
        writer.Element("OptionName"u8, item.OptionName);
        writer.Element("VoucherSN"u8, item.VoucherSN);
        writer.Element("State"u8, (int)item.State);
        writer.Element("Mode"u8, (int)item.Mode);
        writer.Element("StartDate"u8, item.StartDate);
        if (item.ExpirationDate is { } expiration)
        {
            writer.Element("ExpirationDate"u8, expiration);
        }

        writer.Element("IsTransferable"u8, item.IsTransferable);
        writer.End(ElementName);
    }
}
