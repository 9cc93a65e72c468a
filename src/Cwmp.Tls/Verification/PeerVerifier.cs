// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Verification.Cache;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Parsing;
using Cwmp.Tls.Verification.Paths;
using Cwmp.Tls.Verification.Pins;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;
using Cwmp.Tls.Verification.Trust;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cwmp.Tls.Verification;

/// <summary>
/// Judges the certificates of peers in managed code: path building, RFC 5280, names, revocation, time and device identity. It fetches
/// nothing, and the cost of one verdict is bounded, whatever the peer sends.
/// </summary>
/// <remarks>
/// Thread-safe. Make one verifier per role and keep it: it holds the imported keys of issuers and the cache of verdicts. Trust, CRLs and
/// time may change through their sources while the verifier is in use.
/// </remarks>
/// <example>
/// <code>
/// var trust = new TrustSource(TrustStore.FromFile("device-ca.pem"));
/// using var verifier = new PeerVerifier(new PeerVerifierOptions { Role = PeerRole.CpeDevice, Trust = trust });
///
/// VerifyResult result = verifier.Verify(peerCertificate, otherCertificates);
/// if (!result.IsAccepted)
/// {
///     Console.WriteLine(result.Describe());      // every finding, with its rule and its X509_V_ERR number
/// }
/// </code>
/// </example>
public sealed partial class PeerVerifier : IDisposable
{
    private const int IssuerCacheCapacity = 256;

    private readonly SearchSettings _settings;
    private readonly TrustSource _trust;
    private readonly CrlSource _crls;
    private readonly VerificationClock _clock;
    private readonly VerifyCallback? _callback;
    private readonly DeviceIdentityExtractor _extractor;
    private readonly IDevicePinStore? _pins;
    private readonly bool _requireIdentity;
    private readonly TimeSpan _ceiling;
    private readonly ILogger _logger;
    private readonly IssuerCache _issuers = new(IssuerCacheCapacity);
    private readonly GenerationCache<VerdictKey, Judgement> _verdicts;
    private readonly GenerationCache<DerKey, ReadOnlyMemory<byte>[]> _companions;

    /// <summary>Makes a verifier.</summary>
    /// <param name="options">The options; later changes to the object have no effect.</param>
    /// <exception cref="ArgumentException">The options hold mistakes; the message lists all of them.</exception>
    public PeerVerifier(PeerVerifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options = options.Copy();
        IReadOnlyList<string> mistakes = options.Validate();
        if (mistakes.Count > 0)
        {
            throw new ArgumentException("A verifier cannot be made of these options: " + string.Join(" ", mistakes), nameof(options));
        }

        _settings = options.ToSearchSettings();
        _trust = options.Trust!;
        _crls = options.Crls ?? new CrlSource();
        _clock = options.Clock ?? VerificationClock.Trusted();
        _callback = options.VerifyCallback;
        _extractor = options.IdentityExtractor;
        _pins = options.Pins;
        _requireIdentity = options.RequireDeviceIdentity;
        _ceiling = options.VerdictCacheCeiling;
        _logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<PeerVerifier>();
        _verdicts = new GenerationCache<VerdictKey, Judgement>(options.VerdictCacheCapacity);
        _companions = new GenerationCache<DerKey, ReadOnlyMemory<byte>[]>(options.VerdictCacheCapacity);
        _trust.Changed += OnTrustChanged;
        _crls.Changed += OnCrlsChanged;
        _clock.BecameTrusted += OnTimeTrusted;
    }

    /// <summary>
    /// Raised after trust or CRLs were replaced or the time became trusted, on the thread that did it. For an open session, ask
    /// <see cref="IsCurrent"/> about its verdict, and call <see cref="Reverify"/> where the verdict is no longer current.
    /// </summary>
    public event EventHandler? VerdictsOutdated;

    /// <summary>The role of the peers that are judged.</summary>
    public PeerRole Role => _settings.Role;

    /// <summary>The rules in force.</summary>
    public VerificationProfile Profile => _settings.Profile;

    /// <summary>The time, to say when it becomes trusted.</summary>
    public VerificationClock Clock => _clock;

    /// <summary>Verdicts in the cache; for tests and diagnosis.</summary>
    internal int CachedVerdicts => _verdicts.Count;

    internal IssuerCache Issuers => _issuers;

    /// <summary>Judges a peer.</summary>
    /// <param name="leaf">The peer's own certificate.</param>
    /// <param name="intermediates">The other certificates it sent, in any order; null for none.</param>
    /// <param name="expectedName">The host that was dialled: a DNS name or an IP address. Required for an ACS, null for a CPE.</param>
    /// <returns>
    /// The verdict. This method does not throw for any certificate. Exceptions of the callback, the extractor or the pin store reach the
    /// caller.
    /// </returns>
    public VerifyResult Verify(X509Certificate2 leaf, IEnumerable<X509Certificate2>? intermediates = null, string? expectedName = null)
    {
        ArgumentNullException.ThrowIfNull(leaf);
        return Verify(ToPeer(leaf, intermediates, expectedName), leaf);
    }

    /// <summary>Judges a peer by the encodings of its certificates, which the platform need not be able to read.</summary>
    /// <param name="leaf">The peer's own certificate in DER. It is copied where it is kept.</param>
    /// <param name="intermediates">The other certificates it sent, in any order; null for none.</param>
    /// <param name="expectedName">The host that was dialled: a DNS name or an IP address. Required for an ACS, null for a CPE.</param>
    /// <returns>The verdict. Whatever the octets hold, this does not throw.</returns>
    public VerifyResult Verify(
        ReadOnlyMemory<byte> leaf, IReadOnlyList<ReadOnlyMemory<byte>>? intermediates = null, string? expectedName = null) =>
        Verify(new JudgedPeer { Leaf = leaf, Intermediates = intermediates ?? [], ExpectedNames = NamesOf(expectedName) }, null);

    /// <summary>Judges a peer.</summary>
    /// <param name="request">What the peer showed, and the names it should have.</param>
    /// <returns>The verdict. Whatever the octets hold, this does not throw.</returns>
    public VerifyResult Verify(VerifyRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Verify(request.ToPeer(), null);
    }

    /// <summary>
    /// Judges the peer of a resumed session, which does not show its certificates again. A session ticket keeps at best the peer's own
    /// certificate, so the verifier remembers the intermediates with which the peer was accepted. A device that was revoked or that expired
    /// in the meantime is refused.
    /// </summary>
    /// <param name="leaf">The certificate of the original handshake.</param>
    /// <param name="intermediates">The other certificates, as far as the platform still has them; null for none.</param>
    /// <param name="expectedName">The host that was dialled; required for an ACS, null for a CPE.</param>
    /// <returns>The verdict, from the cache where it still holds.</returns>
    public VerifyResult VerifyResumed(
        X509Certificate2 leaf, IEnumerable<X509Certificate2>? intermediates = null, string? expectedName = null)
    {
        ArgumentNullException.ThrowIfNull(leaf);
        return Verify(WithCompanions(ToPeer(leaf, intermediates, expectedName)), leaf);
    }

    /// <summary>Gives the verdict on a peer that is in the cache and still holds, without judging the peer again.</summary>
    /// <param name="leaf">The peer's own certificate.</param>
    /// <param name="intermediates">
    /// The other certificates; null for none. The verifier then uses those with which the peer was accepted before.
    /// </param>
    /// <param name="expectedName">The host that was dialled; required for an ACS, null for a CPE.</param>
    /// <param name="result">The verdict, or null.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGetCached(
        X509Certificate2 leaf,
        IEnumerable<X509Certificate2>? intermediates,
        string? expectedName,
        [NotNullWhen(true)] out VerifyResult? result)
    {
        ArgumentNullException.ThrowIfNull(leaf);
        JudgedPeer peer = WithCompanions(ToPeer(leaf, intermediates, expectedName));
        TrustStore trust = _trust.Current;
        CrlStore crls = _crls.Current;
        Judgement? judgement = FindCached(new VerdictKey(peer, trust.Version, crls.Version, _clock.Generation), _clock.View());
        result = judgement is null ? null : Conclude(judgement, fromCache: true);
        return result is not null;
    }

    /// <summary>
    /// Whether a verdict still holds: same trust, same CRLs, same knowledge of the time, and not past <see
    /// cref="VerifyResult.ValidUntil"/>.
    /// </summary>
    /// <param name="result">A verdict of this verifier.</param>
    public bool IsCurrent(VerifyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        TimeView time = _clock.View();
        return result.TrustVersion == _trust.Current.Version && result.CrlVersion == _crls.Current.Version
            && result.Basis.ClockGeneration == _clock.Generation
            && (time.Trust != ClockTrust.Trusted || time.Seconds <= result.ValidUntil.ToUnixTimeSeconds());
    }

    /// <summary>Judges the peer of an earlier verdict again, with the trust, CRLs and time of now.</summary>
    /// <param name="result">A verdict of this verifier.</param>
    /// <returns>The new verdict.</returns>
    public VerifyResult Reverify(VerifyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Verify(result.Basis.Peer, null);
    }

    /// <summary>
    /// Releases imported keys and cached verdicts, and stops listening to the sources. Verifications that are running finish.
    /// </summary>
    public void Dispose()
    {
        _trust.Changed -= OnTrustChanged;
        _crls.Changed -= OnCrlsChanged;
        _clock.BecameTrusted -= OnTimeTrusted;
        ClearCaches();
    }

    private static IReadOnlyList<ReferenceName> NamesOf(string? expectedName) =>
        expectedName is null ? [] : [ReferenceName.FromHost(expectedName)];

    private static JudgedPeer ToPeer(X509Certificate2 leaf, IEnumerable<X509Certificate2>? intermediates, string? expectedName) => new()
    {
        Leaf = leaf.RawDataMemory,
        Intermediates = intermediates is null ? [] : [.. intermediates.Select(certificate => certificate.RawDataMemory)],
        ExpectedNames = NamesOf(expectedName),
        OwnsMemory = true,
    };

    private JudgedPeer WithCompanions(JudgedPeer peer) =>
        peer.Intermediates.Count == 0 && _companions.TryGet(new DerKey(peer.Leaf), out ReadOnlyMemory<byte>[]? companions)
            ? new JudgedPeer { Leaf = peer.Leaf, Intermediates = companions, ExpectedNames = peer.ExpectedNames, OwnsMemory = true }
            : peer;

    private VerifyResult Verify(JudgedPeer peer, X509Certificate2? platformLeaf)
    {
        TrustStore trust = _trust.Current;
        CrlStore crls = _crls.Current;
        // The generation is read before the time: a change between the two makes the key older than the verdict, never newer.
        long generation = _clock.Generation;
        TimeView time = _clock.View();
        var key = new VerdictKey(peer, trust.Version, crls.Version, generation);
        if (FindCached(key, time) is { } cached)
        {
            return Conclude(cached, fromCache: true);
        }

        // The caller may reuse its buffers; a key in the cache must stay what it was.
        peer = peer.ToOwned();
        List<ParsedCertificate> pool = ReadPool(peer);
        var context = new SearchContext(_settings, trust, crls, time, peer.ExpectedNames);
        Judgement judgement = Judge(peer, platformLeaf, pool, context, generation);
        VerifyResult result = Conclude(judgement, fromCache: false);
        if (result.IsAccepted)
        {
            Remember(new VerdictKey(peer, trust.Version, crls.Version, generation), judgement, peer);
        }

        foreach (ParsedCertificate certificate in pool)
        {
            // Imported keys that nobody keeps would wait for the finalizer.
            if (!certificate.IsKept)
            {
                certificate.RetireKey();
            }
        }

        Log(result);
        return result;
    }

    private Judgement? FindCached(VerdictKey key, TimeView time)
    {
        if (!_verdicts.TryGet(key, out Judgement? judgement))
        {
            return null;
        }

        if (judgement.IsFresh(time, _clock.TimeProvider.GetTimestamp()))
        {
            return judgement;
        }

        _verdicts.Remove(key);
        return null;
    }

    private void Remember(VerdictKey key, Judgement judgement, JudgedPeer peer)
    {
        ParsedCertificate[] path = judgement.Basis.Path;
        if (judgement.Findings.Length == 0 && path.Length > 2)
        {
            _issuers.Learn(path);
        }

        _verdicts.Add(key, judgement);
        if (peer.Intermediates.Count > 0)
        {
            _companions.Add(new DerKey(peer.Leaf), [.. peer.Intermediates]);
        }
    }
}
