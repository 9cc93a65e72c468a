// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Der;
using Cwmp.Tls.Verification.Keys;
using Cwmp.Tls.Verification.Parsing;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Verification.Paths;

/// <summary>
/// What may have issued what, among the anchors and the certificates a peer sent: edges by name, whose signatures are checked when a
/// search comes across them, each once, and within a budget.
/// </summary>
internal sealed class PathGraph
{
    // Up to here trying every order costs less than finding out which certificates are of use.
    private const int FewCertificates = 3;

    private readonly SearchContext _context;
    private readonly PathNode[] _pool;
    private readonly int[] _poolNames;
    private readonly List<PathNode> _nodes = new(4);
    private readonly NameNumbers _names = new();
    private readonly Dictionary<int, PathNode[]> _anchors = new(1);
    private int _unitsLeft;
    private int _failuresLeft;

    public PathGraph(SearchContext context, ParsedCertificate leaf, List<ParsedCertificate> pool)
    {
        _context = context;
        _unitsLeft = context.Limits.MaxSignatureChecks;
        _failuresLeft = context.Limits.MaxFailedSignatureChecks;
        Leaf = Add(leaf, null, out _);
        _pool = new PathNode[pool.Count];
        _poolNames = new int[pool.Count];
        for (int i = 0; i < _pool.Length; i++)
        {
            _pool[i] = Add(pool[i], null, out _poolNames[i]);
        }

        if (_pool.Length > FewCertificates)
        {
            SetAsideWhatLeadsNowhere();
        }
    }

    public PathNode Leaf { get; }

    /// <summary>A signature was left unchecked because the budget was spent.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>Signatures that were checked.</summary>
    public int SignatureChecks { get; private set; }

    /// <summary>
    /// Candidates for the issuer of a certificate: by name, those with the key identifier it asks for first, anchors first.
    /// </summary>
    public PathEdge[] IssuersOf(PathNode child)
    {
        if (child.Issuers is not { } issuers)
        {
            child.Issuers = issuers = FindIssuers(child);
        }

        return issuers;
    }

    public bool IsSound(PathNode node) => node.IsSound ??=
        _context.IsSound(node.Certificate, node.Anchor is null ? ChainPositions.Intermediate : ChainPositions.Anchor);

    public SignatureOutcome CheckSignature(PathNode child, PathEdge edge)
    {
        if (edge.Outcome is { } known)
        {
            return known;
        }

        if (ReferenceEquals(child.Certificate.VerifiedBy, edge.Issuer.Certificate))
        {
            return (edge.Outcome = SignatureOutcome.Valid).Value;
        }

        SignatureOutcome outcome = Verify(child.Certificate, edge.Issuer.Certificate);
        if (outcome != SignatureOutcome.NotChecked)
        {
            edge.Outcome = outcome;
        }

        return outcome;
    }

    public bool IsSelfSigned(ParsedCertificate certificate) =>
        certificate.IsSelfIssued && Verify(certificate, certificate) == SignatureOutcome.Valid;

    /// <summary>From here on signatures are checked to explain a refusal; that gets a small budget of its own.</summary>
    public void BeginExplaining()
    {
        _unitsLeft = _failuresLeft = Math.Min(SearchLimits.MaxExplainingChecks, _context.Limits.MaxSignatureChecks);
    }

    private SignatureOutcome Verify(ParsedCertificate child, ParsedCertificate issuer)
    {
        int cost = issuer.KeyInfo.VerificationCost;
        if (_unitsLeft < cost || _failuresLeft == 0)
        {
            IsExhausted = true;
            return SignatureOutcome.NotChecked;
        }

        SignatureChecks++;
        _unitsLeft -= cost;
        SignatureOutcome outcome = issuer.Key.Verify(
            SignatureSchemes.FromAlgorithm(child.Bytes(child.InnerAlgorithm)), child.Bytes(child.Signed), child.Bytes(child.Signature));
        _failuresLeft -= outcome == SignatureOutcome.Valid ? 0 : 1;
        return outcome;
    }

    // Top down: only what an anchor signed, or something of that, can be part of a path. Somebody without a CA's key can send no more than
    // forgeries of the first step, so a maze costs a few checks with keys that are imported already.
    private void SetAsideWhatLeadsNowhere()
    {
        var waiting = new Queue<PathNode>();
        foreach (PathNode node in _pool)
        {
            node.MayLeadToAnchor = false;
            foreach (PathEdge edge in IssuersOf(node))
            {
                if (edge.Issuer.Issued is null)
                {
                    edge.Issuer.Issued = [];
                    if (edge.Issuer.Anchor is not null)
                    {
                        waiting.Enqueue(edge.Issuer);
                    }
                }

                edge.Issuer.Issued.Add((node, edge));
            }
        }

        while (waiting.TryDequeue(out PathNode? issuer))
        {
            foreach ((PathNode child, PathEdge edge) in issuer.Issued ?? [])
            {
                if (!child.MayLeadToAnchor && IsGoodStep(child, edge))
                {
                    child.MayLeadToAnchor = true;
                    waiting.Enqueue(child);
                }
            }
        }
    }

    private bool IsGoodStep(PathNode child, PathEdge edge) =>
        IsSound(child) && IsSound(edge.Issuer) && CheckSignature(child, edge) == SignatureOutcome.Valid;

    private PathEdge[] FindIssuers(PathNode child)
    {
        PathNode[] anchors = AnchorsNamed(child);
        var edges = new List<PathEdge>(anchors.Length + 1);
        for (int rank = 0; rank <= 2; rank++)
        {
            foreach (PathNode anchor in anchors)
            {
                Consider(child, anchor, rank, edges);
            }

            for (int i = 0; i < _pool.Length; i++)
            {
                if (_poolNames[i] == child.IssuerName)
                {
                    Consider(child, _pool[i], rank, edges);
                }
            }
        }

        return [.. edges];
    }

    private static void Consider(PathNode child, PathNode candidate, int rank, List<PathEdge> edges)
    {
        // What a CA says of itself leads nowhere.
        if (candidate.Authority != child.Authority && RankOf(child.Certificate, candidate.Certificate) == rank)
        {
            edges.Add(new PathEdge(candidate));
        }
    }

    // Key identifiers only order the candidates (RFC 4158 §3.5.12): they are hints, and hints may be wrong.
    private static int RankOf(ParsedCertificate child, ParsedCertificate candidate)
    {
        DerSlice wanted = child.Extensions.AuthorityKeyIdentifier;
        DerSlice has = candidate.Extensions.KeyIdentifier;
        return wanted.IsEmpty || has.IsEmpty ? 1 : child.Bytes(wanted).SequenceEqual(candidate.Bytes(has)) ? 0 : 2;
    }

    private PathNode[] AnchorsNamed(PathNode child)
    {
        if (!_anchors.TryGetValue(child.IssuerName, out PathNode[]? found))
        {
            found = [.. _context.Trust.FindByNameHash(child.Certificate.IssuerHash)
                .Where(anchor => anchor.Certificate.IsIssuerByName(child.Certificate))
                .Select(anchor => Add(anchor.Certificate, anchor, out _))];
            _anchors.Add(child.IssuerName, found);
        }

        return found;
    }

    private PathNode Add(ParsedCertificate certificate, TrustAnchor? anchor, out int name)
    {
        name = _names.OfSubject(certificate);
        int authority = _nodes.Count;
        foreach (PathNode other in _nodes)
        {
            if (certificate.SubjectHash == other.Certificate.SubjectHash && certificate.HasSameKey(other.Certificate)
                && name == _names.OfSubject(other.Certificate))
            {
                authority = other.Authority;
                break;
            }
        }

        var node = new PathNode(certificate, anchor, authority, _names.OfIssuer(certificate));
        _nodes.Add(node);
        return node;
    }
}
