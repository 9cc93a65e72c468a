// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Serialization.Codecs;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization;

/// <summary>
/// Reads and writes CWMP envelopes: every RPC of CWMP 1.0 to 1.4 in both directions, faults, and vendor RPCs. Immutable and safe to share
/// between threads; make one and keep it, derive variants using <c>with</c>.
/// </summary>
/// <remarks>
/// Reading is for hostile input: nothing is buffered or allocated beyond <see cref="Limits"/>, there are no document types and no entities
/// but the five of XML, and every refusal says which byte and why. It is tolerant where real devices need it: any prefix, any order of
/// members, missing headers, missing or wrong array counts and types, missing optional members.
/// </remarks>
/// <example>
/// <code>
/// CwmpEnvelope request = CwmpSerializer.Default.Read(body);
/// if (request.Body is Inform inform)
/// {
///     CwmpSerializer.Default.Write(output, request.CreateAnswer(new InformResponse()));
/// }
/// </code>
/// </example>
public sealed partial record CwmpSerializer
{
    private readonly StringTable _strings = new();

    /// <summary>A serializer with every default.</summary>
    public static CwmpSerializer Default { get; } = new();

    /// <summary>How much an envelope that is read may have of each thing. Default: <see cref="CwmpLimits.Default"/>.</summary>
    public CwmpLimits Limits
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = CwmpLimits.Default;

    /// <summary>What a reader may let pass that is not XML. Default: <see cref="CwmpTolerance.None"/>.</summary>
    public CwmpTolerance Tolerance { get; init; }

    /// <summary>
    /// Whether envelopes begin with <c>&lt;?xml version="1.0" encoding="UTF-8"?&gt;</c>. Default false: UTF-8 needs none, and there are
    /// CPEs that cannot read one.
    /// </summary>
    public bool WritesXmlDeclaration { get; init; }

    /// <summary>The RPCs that have a type. Default: every RPC in <see cref="Messages.CwmpMethod.All"/>.</summary>
    internal RpcCodecs Codecs { get; init; } = RpcCodecs.Standard;
}
