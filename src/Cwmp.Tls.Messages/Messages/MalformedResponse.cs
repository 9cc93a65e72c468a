// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>
/// A response of a known RPC whose content cannot be read as its types. It answers no request: the peer does not keep to the protocol. The
/// content is here as it came.
/// </summary>
public sealed record MalformedResponse : CwmpResponse
{
    internal MalformedResponse(string methodName, IReadOnlyList<VendorElement> results)
    {
        MethodName = methodName;
        ElementName = methodName + "Response";
        Results = EquatableList<VendorElement>.From(results);
    }

    /// <inheritdoc/>
    public override string MethodName { get; }

    /// <inheritdoc/>
    public override string ElementName { get; }

    /// <summary>The content as it came.</summary>
    public IReadOnlyList<VendorElement> Results { get; }
}
