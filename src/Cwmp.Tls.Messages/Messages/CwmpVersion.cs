// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;

namespace Cwmp.Tls.Messages;

/// <summary>A version of the CWMP protocol, 1.0 to 1.4 today; higher numbers are carried and compared.</summary>
/// <param name="Major">The number before the dot.</param>
/// <param name="Minor">The number after the dot.</param>
public readonly record struct CwmpVersion(int Major, int Minor) : IComparable<CwmpVersion>
{
    /// <summary>CWMP 1.0: TR-069 of 2004 and Amendment 1.</summary>
    public static CwmpVersion Cwmp10 { get; } = new(1, 0);

    /// <summary>CWMP 1.1: Amendment 2.</summary>
    public static CwmpVersion Cwmp11 { get; } = new(1, 1);

    /// <summary>CWMP 1.2: Amendment 3.</summary>
    public static CwmpVersion Cwmp12 { get; } = new(1, 2);

    /// <summary>CWMP 1.3: Amendment 4; the header SessionTimeout.</summary>
    public static CwmpVersion Cwmp13 { get; } = new(1, 3);

    /// <summary>CWMP 1.4: Amendments 5 and 6; the headers SupportedCWMPVersions and UseCWMPVersion.</summary>
    public static CwmpVersion Cwmp14 { get; } = new(1, 4);

    /// <summary>Every version this library speaks, lowest first.</summary>
    public static IReadOnlyList<CwmpVersion> All { get; } =
        EquatableList<CwmpVersion>.From([Cwmp10, Cwmp11, Cwmp12, Cwmp13, Cwmp14]);

    /// <summary>Whether the left version is older.</summary>
    public static bool operator <(CwmpVersion left, CwmpVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left version is older or the same.</summary>
    public static bool operator <=(CwmpVersion left, CwmpVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left version is newer.</summary>
    public static bool operator >(CwmpVersion left, CwmpVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left version is newer or the same.</summary>
    public static bool operator >=(CwmpVersion left, CwmpVersion right) => left.CompareTo(right) >= 0;

    /// <summary>Reads <c>1.4</c>; white space around it is ignored.</summary>
    /// <param name="text">The text of a version.</param>
    /// <param name="version">The version, or the default value.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out CwmpVersion version)
    {
        version = default;
        text = text.Trim();
        int dot = text.IndexOf('.');
        if (dot < 1 || text.Length > 9 ||
            !int.TryParse(text[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out int major) ||
            !int.TryParse(text[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int minor))
        {
            return false;
        }

        version = new CwmpVersion(major, minor);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(CwmpVersion other) => Major != other.Major ? Major.CompareTo(other.Major) : Minor.CompareTo(other.Minor);

    /// <summary>The version as on the wire, for example <c>1.4</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");
}
