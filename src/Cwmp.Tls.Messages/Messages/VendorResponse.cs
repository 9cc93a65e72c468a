// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The response of an RPC this library has no type for.</summary>
public sealed record VendorResponse : CwmpResponse
{
    /// <summary>The response of a vendor's RPC.</summary>
    /// <param name="methodName">The name of the RPC, without <c>Response</c>.</param>
    /// <param name="results">The results, in their order.</param>
    public VendorResponse(string methodName, params IReadOnlyList<VendorElement> results)
    {
        ArgumentException.ThrowIfNullOrEmpty(methodName);
        MethodName = methodName;
        ElementName = methodName + "Response";
        Results = EquatableList<VendorElement>.From(results);
    }

    /// <inheritdoc/>
    public override string MethodName { get; }

    /// <inheritdoc/>
    public override string ElementName { get; }

    /// <summary>The results, in their order.</summary>
    public IReadOnlyList<VendorElement> Results { get; }
}
