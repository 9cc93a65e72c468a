// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Certificates;

/// <summary>
/// A device identity as the URN of a TR-369 endpoint: scheme "ops" carries OUI-ProductClass-SerialNumber, "os" OUI-SerialNumber, both
/// with the same percent-encoding as the TR-069 common name and an empty authority-id.
/// </summary>
internal static class DeviceIdentityUrn
{
    private const string WithProductClass = "urn:bbf:usp:id:ops::";
    private const string WithoutProductClass = "urn:bbf:usp:id:os::";

    public static string Write(DeviceIdentity identity) =>
        (identity.HasProductClass ? WithProductClass : WithoutProductClass) + identity.ToCommonName();

    /// <summary>Splits off the part that is the identity; <paramref name="hasProductClass"/> is what the scheme promises.</summary>
    public static bool TrySplit(string urn, out ReadOnlySpan<char> identity, out bool hasProductClass)
    {
        // RFC 8141 §3.1: "urn" and the namespace are case-insensitive. The rest of the prefix is compared in either case too, since no
        // other name can be meant.
        hasProductClass = urn.StartsWith(WithProductClass, StringComparison.OrdinalIgnoreCase);
        bool found = hasProductClass || urn.StartsWith(WithoutProductClass, StringComparison.OrdinalIgnoreCase);
        identity = found ? urn.AsSpan(hasProductClass ? WithProductClass.Length : WithoutProductClass.Length) : default;
        return found;
    }
}
