// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Cwmp.Tls.Certificates;

/// <summary>
/// Who a CPE is: OUI, ProductClass and SerialNumber, as the Inform's DeviceId, the HTTP user name and the certificate's common name
/// give them (TR-069 Amendment 6, §3.4.4).
/// </summary>
/// <remarks>
/// Immutable and safe to share between threads. Two identities are equal when the OUI is equal regardless of letter case and
/// ProductClass and SerialNumber are equal character by character; no Unicode normalisation takes place.
/// </remarks>
/// <example>
/// <code>
/// var device = new DeviceIdentity("012345", "Set-Top-Box", "0123456789");
/// string commonName = device.ToCommonName();                      // 012345-Set%2DTop%2DBox-0123456789
/// DeviceIdentity same = DeviceIdentity.Parse(commonName);         // equal to device
/// </code>
/// </example>
public sealed class DeviceIdentity : IEquatable<DeviceIdentity>
{
    /// <summary>The longest ProductClass or SerialNumber, in Unicode code points: 64 (TR-069, DeviceIdStruct).</summary>
    public const int MaxFieldLength = 64;

    /// <summary>
    /// Makes an identity of the form OUI-SerialNumber, for makers whose serial numbers are unique over all their products.
    /// </summary>
    /// <param name="oui">The organisationally unique identifier: six hexadecimal digits, either case.</param>
    /// <param name="serialNumber">The serial number: 1 to 64 code points, no control characters.</param>
    /// <exception cref="ArgumentException">A field breaks its rule; the message says which.</exception>
    public DeviceIdentity(string oui, string serialNumber)
        : this(oui, string.Empty, serialNumber)
    {
    }

    /// <summary>Makes an identity of the form OUI-ProductClass-SerialNumber.</summary>
    /// <param name="oui">The organisationally unique identifier: six hexadecimal digits, either case.</param>
    /// <param name="productClass">
    /// The product class: 0 to 64 code points, no control characters; empty gives the form OUI-SerialNumber.
    /// </param>
    /// <param name="serialNumber">The serial number: 1 to 64 code points, no control characters.</param>
    /// <exception cref="ArgumentException">A field breaks its rule; the message says which.</exception>
    public DeviceIdentity(string oui, string productClass, string serialNumber)
    {
        ArgumentNullException.ThrowIfNull(oui);
        ArgumentNullException.ThrowIfNull(productClass);
        ArgumentNullException.ThrowIfNull(serialNumber);
        if (!DeviceIdentityFormat.IsOui(oui))
        {
            throw new ArgumentException("An OUI is six hexadecimal digits, such as 00256D.", nameof(oui));
        }

        ThrowIfBadField(productClass, nameof(productClass));
        ThrowIfBadField(serialNumber, nameof(serialNumber));
        if (serialNumber.Length == 0)
        {
            throw new ArgumentException("A serial number must not be empty.", nameof(serialNumber));
        }

        Oui = oui.ToUpperInvariant();
        ProductClass = productClass;
        SerialNumber = serialNumber;
    }

    /// <summary>The organisationally unique identifier: six hexadecimal digits in upper case.</summary>
    public string Oui { get; }

    /// <summary>The product class, decoded; empty in the form OUI-SerialNumber.</summary>
    public string ProductClass { get; }

    /// <summary>The serial number, decoded; never empty.</summary>
    public string SerialNumber { get; }

    /// <summary>Whether the identity names a product class (the form OUI-ProductClass-SerialNumber).</summary>
    public bool HasProductClass => ProductClass.Length > 0;

    /// <summary>Whether two identities are equal; see the type's remarks.</summary>
    /// <param name="left">One identity.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(DeviceIdentity? left, DeviceIdentity? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two identities differ.</summary>
    /// <param name="left">One identity.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(DeviceIdentity? left, DeviceIdentity? right) => !(left == right);

    /// <summary>Makes an identity from three fields that may be wrong, such as those of an Inform.</summary>
    /// <param name="oui">The organisationally unique identifier.</param>
    /// <param name="productClass">The product class; null counts as empty.</param>
    /// <param name="serialNumber">The serial number.</param>
    /// <param name="identity">The identity, or null.</param>
    /// <returns>Whether the fields keep the rules of the constructor.</returns>
    public static bool TryCreate(string? oui, string? productClass, string? serialNumber, [NotNullWhen(true)] out DeviceIdentity? identity)
    {
        bool good = oui is not null && DeviceIdentityFormat.IsOui(oui)
            && DeviceIdentityFormat.CheckField(productClass ?? string.Empty) == DeviceIdentityFormatError.None
            && !string.IsNullOrEmpty(serialNumber)
            && DeviceIdentityFormat.CheckField(serialNumber) == DeviceIdentityFormatError.None;
        identity = good ? new DeviceIdentity(oui!, productClass ?? string.Empty, serialNumber!) : null;
        return good;
    }

    /// <summary>Reads an identity from the text of a common name or of an HTTP user name.</summary>
    /// <param name="text">The text: OUI-SerialNumber or OUI-ProductClass-SerialNumber, percent-encoded as TR-069 §3.4.4 says.</param>
    /// <returns>The identity, its fields decoded.</returns>
    /// <exception cref="FormatException">The text breaks a rule; the message says which.</exception>
    public static DeviceIdentity Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        DeviceIdentityFormatError error = DeviceIdentityFormat.TryParse(text, out DeviceIdentity? identity);
        return identity ?? throw new FormatException("Not a TR-069 device identity: " + DeviceIdentityFormat.Describe(error) + ".");
    }

    /// <summary>Reads an identity from the text of a common name or of an HTTP user name.</summary>
    /// <param name="text">The text, percent-encoded as TR-069 §3.4.4 says.</param>
    /// <param name="identity">The identity, or null.</param>
    /// <returns>Whether the text is an identity.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out DeviceIdentity? identity) =>
        TryParse(text.AsSpan(), out identity);

    /// <summary>Reads an identity from the text of a common name or of an HTTP user name.</summary>
    /// <param name="text">The text, percent-encoded as TR-069 §3.4.4 says.</param>
    /// <param name="identity">The identity, or null.</param>
    /// <returns>Whether the text is an identity.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out DeviceIdentity? identity) =>
        DeviceIdentityFormat.TryParse(text, out identity) == DeviceIdentityFormatError.None;

    /// <summary>
    /// Writes the identity as a common name or HTTP user name: OUI-ProductClass-SerialNumber, or OUI-SerialNumber without a product
    /// class, every octet but ASCII letters, digits and "_" percent-encoded (TR-069 §3.4.4).
    /// </summary>
    /// <returns>ASCII text of at least 8 characters. It may exceed the 64 characters that X.520 allows a common name.</returns>
    public string ToCommonName()
    {
        var text = new StringBuilder(Oui.Length + ProductClass.Length + SerialNumber.Length + 2);
        text.Append(Oui).Append('-');
        if (HasProductClass)
        {
            DeviceIdentityFormat.AppendEscaped(text, ProductClass);
            text.Append('-');
        }

        DeviceIdentityFormat.AppendEscaped(text, SerialNumber);
        return text.ToString();
    }

    /// <summary>The same text as <see cref="ToCommonName"/>: printable ASCII, safe to log.</summary>
    public override string ToString() => ToCommonName();

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] DeviceIdentity? other) =>
        other is not null
        && string.Equals(Oui, other.Oui, StringComparison.Ordinal)
        && string.Equals(ProductClass, other.ProductClass, StringComparison.Ordinal)
        && string.Equals(SerialNumber, other.SerialNumber, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as DeviceIdentity);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Oui, ProductClass, SerialNumber);

    private static void ThrowIfBadField(string value, string name)
    {
        DeviceIdentityFormatError error = DeviceIdentityFormat.CheckField(value);
        if (error != DeviceIdentityFormatError.None)
        {
            throw new ArgumentException("Not a field of a device identity: " + DeviceIdentityFormat.Describe(error) + ".", name);
        }
    }
}
