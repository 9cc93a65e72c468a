// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>The lists that can be so large that they are read item by item.</summary>
internal static class ItemReaders
{
    public const string ParameterValues = "GetParameterValuesResponse";

    public const string ParameterNames = "GetParameterNamesResponse";

    public static readonly ItemReader<ParameterValue> ParameterValue = ParameterValueItem.Read;

    public static readonly ItemReader<ParameterInfoStruct> ParameterInfo = ParameterInfoItem.Read;

    /// <summary>
    /// Goes to the items: into the ParameterList of the message the reader has entered. False: there is no list, and the reader has left
    /// the message, or has failed.
    /// </summary>
    public static bool EnterList(ref SoapReader reader)
    {
        while (reader.ReadChild("ParameterList"u8))
        {
            if (reader.IsNamed("ParameterList"u8))
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    /// <summary>After the list, at another child of the message: a second list would be read by one reader and not by the next.</summary>
    public static void CheckAfterList(ref SoapReader reader)
    {
        if (reader.IsNamed("ParameterList"u8))
        {
            reader.FailAt(CwmpProtocolErrorCode.UnexpectedElement, reader.ElementOffset, "one ParameterList");
        }
    }
}
