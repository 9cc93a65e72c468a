// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>
/// A call of a known RPC whose arguments cannot be read as their types: <c>&lt;FileSize&gt;foo&lt;/FileSize&gt;</c>, or elements where text
/// belongs. The envelope around it is fine, and the answer is fault 9003 of a CPE, 8003 of an ACS. Nothing is guessed: the arguments are
/// here as they came.
/// </summary>
public sealed record MalformedRequest : CwmpRequest
{
    internal MalformedRequest(string methodName, IReadOnlyList<VendorElement> arguments)
    {
        MethodName = methodName;
        Arguments = EquatableList<VendorElement>.From(arguments);
    }

    /// <inheritdoc/>
    public override string MethodName { get; }

    /// <summary>The arguments as they came.</summary>
    public IReadOnlyList<VendorElement> Arguments { get; }

    private protected override bool Accepts(CwmpMessage response) => response.MethodName == MethodName;
}
