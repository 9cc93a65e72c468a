// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>
/// The answer to a request that failed: a SOAP fault with a CWMP fault as its detail (TR-069 §3.5). A pure SOAP fault, without detail, has
/// <see cref="FaultCode"/> 0.
/// </summary>
public sealed record CwmpFault : CwmpMessage
{
    /// <summary>The text every CWMP fault has as its SOAP faultstring.</summary>
    public const string CwmpFaultString = "CWMP fault";

    /// <summary>The CWMP fault code; <see cref="CwmpFaultCode.None"/> when the fault came without detail.</summary>
    public CwmpFaultCode FaultCode { get; init; }

    /// <summary>The free text of the CWMP fault; empty when absent.</summary>
    public string FaultString { get; init; } = string.Empty;

    /// <summary>What was wrong with each parameter of a SetParameterValues; empty otherwise.</summary>
    public IReadOnlyList<SetParameterValuesFault> SetParameterValuesFaults
    {
        get;
        init => field = EquatableList<SetParameterValuesFault>.From(value);
    } = EquatableList<SetParameterValuesFault>.Empty;

    /// <summary>
    /// The SOAP faultcode. Default: <see cref="SoapFaultCode.None"/>, which is written as the one that belongs to <see cref="FaultCode"/>.
    /// </summary>
    public SoapFaultCode SoapFaultCode { get; init; }

    /// <summary>The SOAP faultstring. Default: <c>CWMP fault</c>, the literal text of TR-069.</summary>
    public string SoapFaultString { get; init; } = CwmpFaultString;

    /// <summary>Empty: a fault does not say which RPC it answers.</summary>
    public override string MethodName => string.Empty;

    /// <inheritdoc/>
    public override CwmpMessageKind Kind => CwmpMessageKind.Fault;

    /// <inheritdoc/>
    public override string ElementName => "Fault";

    /// <summary>A fault with the specification's text for its code, or a better one.</summary>
    /// <param name="code">The fault code.</param>
    /// <param name="faultString">The text; null for the one of the specification.</param>
    public static CwmpFault Create(CwmpFaultCode code, string? faultString = null) => new()
    {
        FaultCode = code,
        FaultString = faultString ?? code.Description,
        SoapFaultCode = code.SoapFaultCode,
    };

    /// <summary>
    /// The fault code, or "internal error" of the side that sent the fault when it gave none: 9002 for a CPE, 8002 for an ACS.
    /// </summary>
    /// <param name="sentByCpe">Whether the CPE sent the fault.</param>
    public CwmpFaultCode CodeOrInternalError(bool sentByCpe) =>
        FaultCode != CwmpFaultCode.None ? FaultCode : sentByCpe ? CwmpFaultCode.InternalError : CwmpFaultCode.AcsInternalError;
}
