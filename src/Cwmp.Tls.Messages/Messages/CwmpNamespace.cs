// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;

namespace Cwmp.Tls.Messages;

/// <summary>
/// The XML namespace of a CWMP envelope, <c>urn:dslforum-org:cwmp-N-M</c>. Official are 1-0, 1-1 and 1-2 (the last one also for CWMP 1.3
/// and 1.4); <c>cwmp-1-3</c> and <c>cwmp-1-4</c> exist on the wire all the same and are carried as they came, so that an answer can echo
/// them.
/// </summary>
public readonly struct CwmpNamespace : IEquatable<CwmpNamespace>
{
    private const string Prefix = "urn:dslforum-org:cwmp-";

    private readonly string? _uri;

    private CwmpNamespace(string uri, int major, int minor)
    {
        _uri = uri;
        Major = major;
        Minor = minor;
    }

    /// <summary><c>urn:dslforum-org:cwmp-1-0</c>, CWMP 1.0 (TR-069 Amendment 1).</summary>
    public static CwmpNamespace Cwmp10 { get; } = new(Prefix + "1-0", 1, 0);

    /// <summary><c>urn:dslforum-org:cwmp-1-1</c>, CWMP 1.1 (TR-069 Amendment 2).</summary>
    public static CwmpNamespace Cwmp11 { get; } = new(Prefix + "1-1", 1, 1);

    /// <summary><c>urn:dslforum-org:cwmp-1-2</c>, CWMP 1.2, 1.3 and 1.4 (TR-069 Amendments 3 to 6).</summary>
    public static CwmpNamespace Cwmp12 { get; } = new(Prefix + "1-2", 1, 2);

    /// <summary>The URI, exactly as on the wire; empty for the default value, which means "no CWMP namespace seen".</summary>
    public string Uri => _uri ?? string.Empty;

    /// <summary>The first number of the URI.</summary>
    public int Major { get; }

    /// <summary>The second number of the URI.</summary>
    public int Minor { get; }

    /// <summary>Whether this is the default value: no namespace at all.</summary>
    public bool IsNone => _uri is null;

    /// <summary>Compares the URIs.</summary>
    public static bool operator ==(CwmpNamespace left, CwmpNamespace right) => left.Equals(right);

    /// <summary>Compares the URIs.</summary>
    public static bool operator !=(CwmpNamespace left, CwmpNamespace right) => !left.Equals(right);

    /// <summary>The namespace an official speaker of <paramref name="version"/> uses: 1-0, 1-1, and 1-2 for everything later.</summary>
    /// <param name="version">A version of the protocol.</param>
    public static CwmpNamespace ForVersion(CwmpVersion version) =>
        version <= CwmpVersion.Cwmp10 ? Cwmp10 : version == CwmpVersion.Cwmp11 ? Cwmp11 : Cwmp12;

    /// <summary>Recognises <c>urn:dslforum-org:cwmp-N-M</c>, with numbers of one to three digits.</summary>
    /// <param name="uri">A namespace URI.</param>
    /// <param name="value">The namespace, or the default value.</param>
    public static bool TryParse(ReadOnlySpan<char> uri, out CwmpNamespace value)
    {
        value = default;
        if (!uri.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        ReadOnlySpan<char> numbers = uri[Prefix.Length..];
        int dash = numbers.IndexOf('-');
        if (dash is < 1 or > 3 || numbers.Length - dash - 1 is < 1 or > 3 ||
            !int.TryParse(numbers[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out int major) ||
            !int.TryParse(numbers[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int minor))
        {
            return false;
        }

        value = (major, minor) switch
        {
            (1, 0) when uri.Length == Cwmp10.Uri.Length => Cwmp10,
            (1, 1) when uri.Length == Cwmp11.Uri.Length => Cwmp11,
            (1, 2) when uri.Length == Cwmp12.Uri.Length => Cwmp12,
            _ => new CwmpNamespace(uri.ToString(), major, minor),
        };
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(CwmpNamespace other) => string.Equals(_uri, other._uri, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CwmpNamespace other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Uri);

    /// <summary>The URI.</summary>
    public override string ToString() => Uri;
}
