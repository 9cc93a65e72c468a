// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Text;
using Cwmp.Tls.Shared;

namespace Cwmp.Tls.Messages;

/// <summary>The peer answered a request with a fault, or the program wants to answer with one.</summary>
/// <example>
/// <code>
/// try
/// {
///     await session.DeleteObjectAsync("Device.NAT.PortMapping.7.", "k1", cancellationToken);
/// }
/// catch (CwmpFaultException e) when (e.Fault.FaultCode == CwmpFaultCode.InvalidParameterName)
/// {
///     // The row is gone already.
/// }
/// </code>
/// </example>
public sealed class CwmpFaultException : Exception
{
    /// <summary>Wraps a fault.</summary>
    /// <param name="fault">The fault.</param>
    public CwmpFaultException(CwmpFault fault)
        : this(fault, methodName: null)
    {
    }

    /// <summary>Wraps a fault and names the RPC it answers.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="methodName">The RPC, or null.</param>
    public CwmpFaultException(CwmpFault fault, string? methodName)
        : base(Describe(fault, methodName))
    {
        Fault = fault;
        MethodName = methodName;
    }

    /// <summary>A fault with a code of the tables, and optionally a better text than theirs.</summary>
    /// <param name="faultCode">The code.</param>
    /// <param name="faultString">The text; null for the one of the specification.</param>
    public CwmpFaultException(CwmpFaultCode faultCode, string? faultString = null)
        : this(CwmpFault.Create(faultCode, faultString))
    {
    }

    /// <summary>The fault with all its details.</summary>
    public CwmpFault Fault { get; }

    /// <summary>The fault code; 0 when the peer gave none.</summary>
    public CwmpFaultCode FaultCode => Fault.FaultCode;

    /// <summary>The RPC that was answered, when known.</summary>
    public string? MethodName { get; }

    // What the peer wrote ends up in logs: escaped and cut here, whole in Fault.
    private static string Describe(CwmpFault fault, string? methodName)
    {
        ArgumentNullException.ThrowIfNull(fault);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{methodName ?? "The request"} was answered with ");
        if (fault.FaultCode == CwmpFaultCode.None)
        {
            text.Append(CultureInfo.InvariantCulture, $"a SOAP fault {fault.SoapFaultCode}: {PrintableText.Of(fault.SoapFaultString)}");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"fault {fault.FaultCode}: {PrintableText.Of(fault.FaultString)}");
        }

        for (int i = 0; i < fault.SetParameterValuesFaults.Count && i < 4; i++)
        {
            SetParameterValuesFault detail = fault.SetParameterValuesFaults[i];
            text.Append(
                CultureInfo.InvariantCulture,
                $"; {PrintableText.Of(detail.ParameterName)}: {detail.FaultCode} {PrintableText.Of(detail.FaultString)}");
        }

        return text.ToString();
    }
}
