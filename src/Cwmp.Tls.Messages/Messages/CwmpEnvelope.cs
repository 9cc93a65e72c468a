// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>
/// One SOAP envelope of CWMP: the headers of TR-069 §3.4.6 and the single child of the body. Immutable, compares by value.
/// </summary>
/// <example>
/// <code>
/// var envelope = new CwmpEnvelope { Id = "1", Body = new Reboot { CommandKey = "nightly" } };
/// CwmpSerializer.Default.Write(output, envelope);
/// </code>
/// </example>
public sealed record CwmpEnvelope
{
    /// <summary>The request, response or fault in the body.</summary>
    public required CwmpMessage Body { get; init; }

    /// <summary>
    /// The CWMP namespace, as it came or as it shall be written. Default <see cref="CwmpNamespace.Cwmp12"/>. A reader takes it from the RPC
    /// element, or from a header or the fault detail where the body has none; <see cref="CwmpNamespace.IsNone"/> when the envelope names
    /// none anywhere.
    /// </summary>
    public CwmpNamespace Namespace { get; init; } = CwmpNamespace.Cwmp12;

    /// <summary>
    /// The header <c>ID</c> that ties an answer to its request; null when there was none. The answer to a request carries the same text.
    /// </summary>
    public string? Id { get; init; }

    /// <summary>
    /// The header <c>HoldRequests</c>, ACS to CPE only: while true the CPE may send answers and empty POSTs, but no request. Absent means
    /// false.
    /// </summary>
    public bool HoldRequests { get; init; }

    /// <summary>
    /// The header <c>SessionTimeout</c> of an Inform (CWMP 1.3): seconds the ACS should wait for the CPE, at least 30 by the rules; null
    /// when absent.
    /// </summary>
    public uint? SessionTimeout { get; init; }

    /// <summary>The header <c>SupportedCWMPVersions</c> of an Inform (CWMP 1.4); empty when absent.</summary>
    public IReadOnlyList<CwmpVersion> SupportedCwmpVersions
    {
        get;
        init => field = EquatableList<CwmpVersion>.From(value);
    } = EquatableList<CwmpVersion>.Empty;

    /// <summary>The header <c>UseCWMPVersion</c> of an InformResponse (CWMP 1.4); null when absent.</summary>
    public CwmpVersion? UseCwmpVersion { get; init; }

    /// <summary>An envelope that answers this one: the same ID and namespace around another body.</summary>
    /// <param name="body">A response or a fault.</param>
    public CwmpEnvelope CreateAnswer(CwmpMessage body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return new CwmpEnvelope { Body = body, Namespace = Namespace.IsNone ? CwmpNamespace.Cwmp12 : Namespace, Id = Id };
    }
}
