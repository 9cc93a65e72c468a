// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>
/// A call of an RPC this library has no type for: a vendor's (<c>X_00D09E_Act</c>), or a method of another version. One that is not
/// supported is answered with fault 9000 by a CPE and 8000 by an ACS.
/// </summary>
public sealed record VendorRequest : CwmpRequest<VendorResponse>
{
    /// <summary>A call of a vendor's RPC.</summary>
    /// <param name="methodName">The name of the RPC, an XML name.</param>
    /// <param name="arguments">The arguments, in their order.</param>
    public VendorRequest(string methodName, params IReadOnlyList<VendorElement> arguments)
    {
        ArgumentException.ThrowIfNullOrEmpty(methodName);
        MethodName = methodName;
        Arguments = EquatableList<VendorElement>.From(arguments);
    }

    /// <inheritdoc/>
    public override string MethodName { get; }

    /// <summary>The arguments, in their order.</summary>
    public IReadOnlyList<VendorElement> Arguments { get; }

    /// <summary>Whether the name has the form TR-069 reserves for vendors.</summary>
    public bool IsVendorMethod => IsVendorName(MethodName);

    /// <summary>Whether the name of an RPC has the form that TR-069 reserves for vendors: it begins with <c>X_</c>.</summary>
    /// <param name="methodName">The name of the RPC.</param>
    public static bool IsVendorName(string methodName)
    {
        ArgumentNullException.ThrowIfNull(methodName);
        return methodName.StartsWith("X_", StringComparison.Ordinal);
    }
}
