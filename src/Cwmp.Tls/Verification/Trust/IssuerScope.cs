// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Frozen;
using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Verification.Trust;

/// <summary>
/// The devices a CA may vouch for. Without it any maker's CA in the trust store could issue the identity of another maker's device.
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class IssuerScope
{
    private readonly FrozenSet<string> _ouis;
    private readonly FrozenSet<string> _productClasses;

    /// <summary>Restricts a CA.</summary>
    /// <param name="ouis">OUIs it may vouch for, six hexadecimal digits each; at least one.</param>
    /// <param name="productClasses">Product classes it may vouch for, compared exactly; null or none for all.</param>
    /// <exception cref="ArgumentException">There is no OUI, or one is not six hexadecimal digits.</exception>
    public IssuerScope(IEnumerable<string> ouis, IEnumerable<string>? productClasses = null)
    {
        ArgumentNullException.ThrowIfNull(ouis);
        _ouis = ouis.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _productClasses = (productClasses ?? []).ToFrozenSet(StringComparer.Ordinal);
        if (_ouis.Count == 0 || _ouis.Any(oui => oui is not { Length: 6 } || !oui.All(char.IsAsciiHexDigit)))
        {
            throw new ArgumentException("A scope needs at least one OUI, each of six hexadecimal digits.", nameof(ouis));
        }
    }

    /// <summary>The OUIs.</summary>
    public IReadOnlyCollection<string> Ouis => _ouis;

    /// <summary>The product classes; empty for all.</summary>
    public IReadOnlyCollection<string> ProductClasses => _productClasses;

    /// <summary>Whether a device is within the scope.</summary>
    /// <param name="identity">The device.</param>
    public bool Allows(DeviceIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return _ouis.Contains(identity.Oui) && (_productClasses.Count == 0 || _productClasses.Contains(identity.ProductClass));
    }

    /// <summary>The OUIs and product classes in one line.</summary>
    public override string ToString() => string.Join(", ", _ouis.Order(StringComparer.Ordinal))
        + (_productClasses.Count == 0 ? string.Empty : " (" + string.Join(", ", _productClasses.Order(StringComparer.Ordinal)) + ")");
}
