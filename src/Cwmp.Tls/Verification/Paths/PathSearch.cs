// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Der;
using Cwmp.Tls.Verification.Keys;
using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Parsing;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Verification.Paths;

/// <summary>
/// Looks for a path from the peer's certificate to an anchor (RFC 5280 §6.1, RFC 4158), depth first, with backtracking and a budget.
/// The first pass leaves a branch at the first thing that is wrong with it, which is what makes mazes cheap. Only where no path is
/// free of findings, a second pass walks on through findings to the path that explains the refusal best.
/// </summary>
internal sealed class PathSearch
{
    // The second pass only serves the message, so its budget is small.
    private const int MaxExplainingSteps = 256;
    private const int MaxExplainingPaths = 16;

    private readonly SearchContext _context;
    private readonly PathGraph _graph;
    private readonly List<Finding> _leafFindings;

    // The path as far as it goes, and what leads from each certificate to the next.
    private readonly List<PathNode> _path = new(4);
    private readonly List<PathEdge> _edges = new(4);
    private int _steps;
    private int _nameBudget;
    private int _completed;
    private bool _explaining;
    private bool _exhausted;
    private CandidatePath? _best;

    private PathSearch(SearchContext context, PathGraph graph, List<Finding> leafFindings)
    {
        _context = context;
        _graph = graph;
        _leafFindings = leafFindings;
        _nameBudget = context.Limits.MaxNameComparisons;
        _path.Add(graph.Leaf);
    }

    public static CandidatePath Find(SearchContext context, ParsedCertificate leaf, List<ParsedCertificate> pool)
    {
        List<Finding> leafFindings = context.CheckLeaf(leaf);
        return context.TryTrustLeafItself(leaf) is { } pinned
            ? new CandidatePath([leaf], pinned, leafFindings)
            : new PathSearch(context, new PathGraph(context, leaf, pool), leafFindings).Run();
    }

    private CandidatePath Run()
    {
        bool ended = Extend();
        _exhausted |= _graph.IsExhausted && _best is not { IsClean: true };
        if (!ended || _exhausted)
        {
            _explaining = true;
            _completed = 0;
            _steps = Math.Max(0, _context.Limits.MaxSteps - MaxExplainingSteps);
            _graph.BeginExplaining();
            Extend();
        }

        CandidatePath best = _best ?? Evaluate(null);
        if (_exhausted && !best.IsClean && best.Findings.TrueForAll(finding => finding.Error != VerificationError.SearchBudgetExceeded))
        {
            // A better path may exist among those that were not tried, so nobody should override what this one lacks.
            best.Findings.Add(new Finding(
                VerificationError.SearchBudgetExceeded, VerificationRules.TrustedPath, 0, "not all paths were tried within the limits"));
        }

        best.SignatureChecks = _graph.SignatureChecks;
        return best;
    }

    // Goes on from the last certificate of the path. True ends the search.
    private bool Extend()
    {
        PathNode child = _path[^1];
        bool deadEnd = true;
        foreach (PathEdge edge in _graph.IssuersOf(child))
        {
            if (IsOnPath(edge.Issuer))
            {
                continue;
            }

            deadEnd = false;
            if (OutOfSteps())
            {
                return true;
            }

            if (_explaining || IsSoundStep(child, edge))
            {
                _path.Add(edge.Issuer);
                _edges.Add(edge);
                bool done = edge.Issuer.Anchor is null ? Extend() : Complete(edge.Issuer.Anchor);
                _path.RemoveAt(_path.Count - 1);
                _edges.RemoveAt(_edges.Count - 1);
                if (done)
                {
                    return true;
                }
            }
        }

        if (deadEnd && _explaining)
        {
            _completed++;
            Offer(Evaluate(null));
        }

        return _explaining && _completed >= MaxExplainingPaths;
    }

    // In the first pass running out means that no verdict but "no" is possible; in the second it only ends the explanation.
    private bool OutOfSteps()
    {
        bool spent = ++_steps > _context.Limits.MaxSteps;
        _exhausted |= spent && !_explaining;
        return spent;
    }

    // The path has come to an anchor. What is wrong with the peer's own certificate is wrong on every path.
    private bool Complete(TrustAnchor anchor)
    {
        CandidatePath path = Evaluate(anchor);
        Offer(path);
        _completed++;
        if (path.Findings.Count == _leafFindings.Count)
        {
            return true;
        }

        bool spent = _completed >= (_explaining ? MaxExplainingPaths : _context.Limits.MaxCompletePaths);
        _exhausted |= spent && !_explaining;
        return spent;
    }

    private void Offer(CandidatePath path)
    {
        if (_best is null || path.Distance < _best.Distance)
        {
            _best = path;
        }
    }

    // Cheap questions first, the signature last but for the names, which can be many.
    private bool IsSoundStep(PathNode child, PathEdge edge)
    {
        PathNode issuer = edge.Issuer;
        int depth = _path.Count;
        return issuer.MayLeadToAnchor
            && (issuer.Anchor is not null
                || CountIntermediates(depth) + (issuer.Certificate.IsSelfIssued ? 0 : 1) <= _context.Limits.MaxIntermediates)
            && IsPathLengthKept(issuer.Certificate, depth)
            && _graph.IsSound(issuer)
            && _graph.CheckSignature(child, edge) == SignatureOutcome.Valid
            && issuer.Anchor is not { IsSelfSignatureSound: false }
            && FindNameProblem(issuer.Certificate, depth, out _, out _) == NameConstraintOutcome.Satisfied;
    }

    // RFC 5280 §6.1.4(l)-(m): CAs between this one and the peer, self-issued ones not counted.
    private bool IsPathLengthKept(ParsedCertificate authority, int depth)
    {
        int allowed = authority.Extensions.PathLength;
        return allowed < 0 || CountIntermediates(depth) <= allowed;
    }

    private int CountIntermediates(int depth)
    {
        int count = 0;
        for (int i = 1; i < depth; i++)
        {
            count += _path[i].Certificate.IsSelfIssued ? 0 : 1;
        }

        return count;
    }

    private NameConstraintOutcome FindNameProblem(ParsedCertificate authority, int depth, out int at, out DerSlice name)
    {
        NameConstraintSet constraints = authority.NameConstraints;
        name = default;
        for (at = 0; at < depth && !constraints.IsEmpty; at++)
        {
            ParsedCertificate below = _path[at].Certificate;
            // RFC 5280 §6.1.3(b): not applied to self-issued certificates, unless it is the final one.
            if (at > 0 && below.IsSelfIssued)
            {
                continue;
            }

            NameConstraintOutcome outcome = constraints.Check(below.Names, at == 0 && _context.CommonNameIsHost, ref _nameBudget, out name);
            if (outcome != NameConstraintOutcome.Satisfied)
            {
                return outcome;
            }
        }

        return NameConstraintOutcome.Satisfied;
    }

    // A path visits a CA (name and key) once; RFC 4158 §5.2 counts alternative names as well, which would only prolong mazes.
    private bool IsOnPath(PathNode candidate)
    {
        foreach (PathNode node in _path)
        {
            if (node.Authority == candidate.Authority)
            {
                return true;
            }
        }

        return false;
    }

    // Everything that is wrong with the path as it stands.
    private CandidatePath Evaluate(TrustAnchor? anchor)
    {
        var findings = new List<Finding>(_leafFindings);
        ParsedCertificate[] certificates = [.. _path.Select(node => node.Certificate)];
        int top = certificates.Length - 1;
        for (int depth = 0; depth <= top; depth++)
        {
            bool isAnchor = anchor is not null && depth == top;
            if (depth > 0)
            {
                _context.CheckAuthority(
                    certificates[depth], isAnchor ? ChainPositions.Anchor : ChainPositions.Intermediate, depth, findings);
                EvaluateAuthority(depth, findings);
            }

            if (depth < top)
            {
                EvaluateSignature(depth, findings);
            }
        }

        if (CountIntermediates(anchor is null ? top + 1 : top) is var count && count > _context.Limits.MaxIntermediates)
        {
            findings.Add(new Finding(
                VerificationError.PathTooLong,
                VerificationRules.PathLength,
                top,
                $"{count} intermediates, at most {_context.Limits.MaxIntermediates}"));
        }

        if (anchor is null)
        {
            EvaluateMissingIssuer(top, findings);
            return new CandidatePath(certificates, null, findings);
        }

        if (!anchor.IsSelfSignatureSound)
        {
            findings.Add(new Finding(
                VerificationError.SignatureInvalid,
                VerificationRules.AnchorSelfSignature,
                top,
                "the anchor's own signature does not verify"));
        }

        if (PolicyGraph.FindProblem(certificates) is { } problem)
        {
            findings.Add(new Finding(VerificationError.PolicyRequired, VerificationRules.Policies, 0, problem));
        }

        Period crlsValid = _context.CheckRevocation(certificates, findings);
        return new CandidatePath(certificates, anchor, findings) { CrlsValid = crlsValid };
    }

    private void EvaluateAuthority(int depth, List<Finding> findings)
    {
        ParsedCertificate authority = _path[depth].Certificate;
        if (!IsPathLengthKept(authority, depth))
        {
            findings.Add(new Finding(
                VerificationError.PathLengthExceeded,
                VerificationRules.PathLength,
                depth,
                $"allows {authority.Extensions.PathLength} CAs below it, has {CountIntermediates(depth)}"));
        }

        NameConstraintOutcome outcome = FindNameProblem(authority, depth, out int at, out DerSlice name);
        if (outcome == NameConstraintOutcome.Satisfied)
        {
            return;
        }

        VerificationError error = outcome switch
        {
            NameConstraintOutcome.NotPermitted => VerificationError.NameNotPermitted,
            NameConstraintOutcome.Excluded => VerificationError.NameExcluded,
            NameConstraintOutcome.Unsupported => VerificationError.UnsupportedNameConstraint,
            NameConstraintOutcome.InvalidName => VerificationError.UnsupportedNameForm,
            _ => VerificationError.NameConstraintBudgetExceeded,
        };
        findings.Add(new Finding(
            error,
            VerificationRules.NameConstraints,
            at,
            $"'{NameText.Of(_path[at].Certificate.Der, name)}' against the constraints of the CA at depth {depth}"));
    }

    private void EvaluateSignature(int depth, List<Finding> findings)
    {
        (VerificationError error, string detail) = _graph.CheckSignature(_path[depth], _edges[depth]) switch
        {
            SignatureOutcome.Valid => (VerificationError.None, string.Empty),
            SignatureOutcome.UnsupportedAlgorithm =>
                (VerificationError.UnsupportedSignatureAlgorithm, "the algorithm is not one that is verified here"),
            SignatureOutcome.UnusableKey =>
                (VerificationError.UnusableIssuerKey, "the issuer's key does not fit the algorithm or is not valid"),
            SignatureOutcome.NotChecked => (VerificationError.SearchBudgetExceeded, "no signature checks left"),
            _ => (VerificationError.SignatureInvalid, "the signature does not verify with the issuer's key"),
        };
        if (error != VerificationError.None)
        {
            findings.Add(new Finding(error, VerificationRules.Signature, depth, detail));
        }
    }

    private void EvaluateMissingIssuer(int top, List<Finding> findings)
    {
        ParsedCertificate last = _path[top].Certificate;
        bool selfSigned = _graph.IsSelfSigned(last);
        (VerificationError error, string detail) =
            _exhausted ? (VerificationError.SearchBudgetExceeded, "no path within the limits") :
            !selfSigned ? (
                VerificationError.IssuerNotFound,
                $"issuer '{NameText.Of(last.Der, last.Issuer)}' is not among the anchors or the certificates sent") :
            top == 0 ? (VerificationError.SelfSignedLeaf, "signed by itself and not trusted") :
            (VerificationError.SelfSignedInChain, "signed by itself and not among the anchors");
        findings.Add(new Finding(error, VerificationRules.TrustedPath, top, detail));
    }
}
