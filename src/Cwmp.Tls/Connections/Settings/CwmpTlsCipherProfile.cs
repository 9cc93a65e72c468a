// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;

namespace Cwmp.Tls;

/// <summary>
/// Which cipher suites a context offers and accepts. Immutable and thread-safe. Anything but <see cref="Modern"/> needs a platform that
/// lets a program choose (OpenSSL, so Linux and macOS) and costs session resumption there.
/// </summary>
public sealed class CwmpTlsCipherProfile
{
    private static readonly TlsCipherSuite[] ForwardSecret =
    [
        TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    ];

    // RFC 9325 §4.1 and the parameters nobody should bring back.
    private static readonly string[] Forbidden = ["_NULL_", "_anon_", "EXPORT", "_RC4_", "_RC2_", "DES", "_IDEA_", "_MD5"];

    private CwmpTlsCipherProfile(string name, IReadOnlyList<TlsCipherSuite>? suites, bool needsTls12)
    {
        Name = name;
        CipherSuites = suites;
        NeedsTls12 = needsTls12;
    }

    /// <summary>
    /// The platform's own choice (the default): TLS 1.3 suites and those of TLS 1.2 with forward secrecy and strong ciphers, kept up to
    /// date with the operating system. The only profile with which sessions are resumed.
    /// </summary>
    public static CwmpTlsCipherProfile Modern { get; } = new("Modern", null, needsTls12: false);

    /// <summary>
    /// For old devices: adds static RSA and CBC suites to the modern ones, among them <c>TLS_RSA_WITH_AES_128_CBC_SHA</c>, the one suite
    /// that TR-069 Amendment 6 §3.3 demands. Gives up forward secrecy with those devices: whoever later gets hold of the server's key can
    /// read recorded sessions (RFC 9325 §4.1). Needs TLS 1.2 and, on the server, an RSA certificate.
    /// </summary>
    public static CwmpTlsCipherProfile LegacyStaticRsa { get; } = new(
        "LegacyStaticRsa",
        Array.AsReadOnly<TlsCipherSuite>(
        [
            .. ForwardSecret,
            TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
            TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
            TlsCipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA256,
            TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
        ]),
        needsTls12: true);

    /// <summary>For logs.</summary>
    public string Name { get; }

    /// <summary>The suites in order of preference, or null for the platform's own choice.</summary>
    public IReadOnlyList<TlsCipherSuite>? CipherSuites { get; }

    /// <summary>Whether the profile is pointless without TLS 1.2.</summary>
    internal bool NeedsTls12 { get; }

    /// <summary>A profile of one's own.</summary>
    /// <param name="name">For logs.</param>
    /// <param name="cipherSuites">The suites in order of preference.</param>
    /// <exception cref="ArgumentException">
    /// There is no suite, or one has no encryption, no authentication, or a cipher or hash that is broken (RFC 9325 §4.1).
    /// </exception>
    public static CwmpTlsCipherProfile Create(string name, params IEnumerable<TlsCipherSuite> cipherSuites)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(cipherSuites);
        TlsCipherSuite[] suites = [.. cipherSuites.Distinct()];
        if (suites.Length == 0)
        {
            throw new ArgumentException("Expected at least one cipher suite.", nameof(cipherSuites));
        }

        foreach (TlsCipherSuite suite in suites)
        {
            string suiteName = suite.ToString();
            if (!Enum.IsDefined(suite) || Array.Exists(Forbidden, part => suiteName.Contains(part, StringComparison.Ordinal)))
            {
                throw new ArgumentException(
                    $"The cipher suite {suiteName} is unknown or gives no protection (RFC 9325 §4.1).", nameof(cipherSuites));
            }
        }

        return new CwmpTlsCipherProfile(name, Array.AsReadOnly(suites), needsTls12: !Array.Exists(suites, IsTls13));
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>The profile of this library with a name, whatever its case; null where there is none.</summary>
    internal static CwmpTlsCipherProfile? Find(string name) =>
        Array.Find([Modern, LegacyStaticRsa], known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the profile leaves the platform something to offer in TLS 1.3.</summary>
    internal bool AllowsTls13 => CipherSuites is null || CipherSuites.Any(IsTls13);

    /// <summary>Whether the profile leaves the platform something to offer in TLS 1.2.</summary>
    internal bool AllowsTls12 => CipherSuites is null || !CipherSuites.All(IsTls13);

    /// <summary>Whether a suite is one of TLS 1.3 (RFC 8446 appendix B.4), which has no others.</summary>
    internal static bool IsTls13(TlsCipherSuite suite) => (ushort)suite is >= 0x1301 and <= 0x1305;
}
