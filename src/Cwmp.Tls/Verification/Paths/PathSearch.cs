// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification;

/// <summary>
/// Looks for a path from the peer's certificate to an anchor (RFC 5280 §6.1, RFC 4158), depth first, with backtracking and a budget.
/// The first pass leaves a branch at the first thing that is wrong with it, which is what makes mazes cheap. Only where no path is
/// free of findings, a second pass walks on through findings to the path that explains the refusal best.
/// </summary>
internal sealed class PathSearch(SearchContext context, ParsedCertificate leaf, List<ParsedCertificate> pool)
{
    // The second pass is for the message alone, so it gets little.
    private const int MaxExplainingSteps = 256;
    private const int MaxExplainingPaths = 16;

    private readonly List<ParsedCertificate> _path = new(4) { leaf };
    private readonly List<Edge> _edges = new(4);
    private int _signatureChecks;
    private int _steps;
    private int _nameBudget = context.Limits.MaxNameComparisons;
    private int _completed;
    private bool _explaining;
    private bool _exhausted;
    private CandidatePath? _best;

    public CandidatePath Run()
    {
        List<Finding> leafFindings = context.CheckLeaf(leaf);
        if (context.TryTrustLeafItself(leaf) is { } pinned)
        {
            return new CandidatePath([leaf], pinned, leafFindings);
        }

        if (!Extend(leafFindings) || _exhausted)
        {
            _explaining = true;
            _completed = 0;
            _steps = Math.Max(0, context.Limits.MaxSteps - MaxExplainingSteps);
            Extend(leafFindings);
        }

        CandidatePath best = _best ?? Evaluate(null, leafFindings);
        if (_exhausted && !best.IsClean && best.Findings.TrueForAll(finding => finding.Error != VerificationError.SearchBudgetExceeded))
        {
            // A better path may exist among those that were not tried, so nobody should override what this one lacks.
            best.Findings.Add(new Finding(
                VerificationError.SearchBudgetExceeded, VerificationRules.TrustedPath, 0, "not all paths were tried within the limits"));
        }

        return best;
    }

    // Goes on from the last certificate of the path. True ends the search.
    private bool Extend(List<Finding> leafFindings)
    {
        ParsedCertificate child = _path[^1];
        TrustAnchor[] anchors = context.Trust.FindByNameHash(child.IssuerHash);
        bool deadEnd = true;
        for (int rank = 0; rank <= 2; rank++)
        {
            foreach (TrustAnchor anchor in anchors)
            {
                if (!IsCandidate(child, anchor.Certificate, rank))
                {
                    continue;
                }

                deadEnd = false;
                if (OutOfSteps())
                {
                    return true;
                }

                if (TryComplete(anchor, leafFindings))
                {
                    return true;
                }
            }

            foreach (ParsedCertificate candidate in pool)
            {
                if (!IsCandidate(child, candidate, rank))
                {
                    continue;
                }

                deadEnd = false;
                if (OutOfSteps())
                {
                    return true;
                }

                if (!_explaining && !IsSoundIntermediate(candidate))
                {
                    continue;
                }

                _path.Add(candidate);
                bool done = Extend(leafFindings);
                _path.RemoveAt(_path.Count - 1);
                if (done)
                {
                    return true;
                }
            }
        }

        if (deadEnd && _explaining)
        {
            _completed++;
            Offer(Evaluate(null, leafFindings));
        }

        return _explaining && _completed >= MaxExplainingPaths;
    }

    private bool IsCandidate(ParsedCertificate child, ParsedCertificate candidate, int rank) =>
        RankOf(child, candidate) == rank && candidate.IsIssuerByName(child) && !IsOnPath(candidate);

    // In the first pass running out means that no verdict but "no" is possible; in the second it only ends the explanation.
    private bool OutOfSteps()
    {
        bool spent = ++_steps > context.Limits.MaxSteps;
        _exhausted |= spent && !_explaining;
        return spent;
    }

    private bool TryComplete(TrustAnchor anchor, List<Finding> leafFindings)
    {
        if (!_explaining && !IsSoundAnchor(anchor))
        {
            return false;
        }

        _path.Add(anchor.Certificate);
        CandidatePath path = Evaluate(anchor, leafFindings);
        _path.RemoveAt(_path.Count - 1);
        _completed++;
        Offer(path);
        // What is wrong with the peer's own certificate is wrong on every path.
        return path.Findings.Count == leafFindings.Count || (_explaining && _completed >= MaxExplainingPaths);
    }

    private void Offer(CandidatePath path)
    {
        if (_best is null || path.Distance < _best.Distance)
        {
            _best = path;
        }
    }

    private bool IsSoundIntermediate(ParsedCertificate candidate)
    {
        int depth = _path.Count;
        return context.IsSound(candidate, ChainPositions.Intermediate)
            && CountIntermediates(depth) + (candidate.IsSelfIssued ? 0 : 1) <= context.Limits.MaxIntermediates
            && IsPathLengthKept(candidate, depth)
            && CheckEdge(_path[^1], candidate) == SignatureOutcome.Valid
            && AreNamesAllowed(candidate, depth);
    }

    private bool IsSoundAnchor(TrustAnchor anchor)
    {
        ParsedCertificate certificate = anchor.Certificate;
        return context.IsSound(certificate, ChainPositions.Anchor)
            && IsPathLengthKept(certificate, _path.Count)
            && CheckEdge(_path[^1], certificate) == SignatureOutcome.Valid
            && anchor.IsSelfSignatureSound
            && AreNamesAllowed(certificate, _path.Count);
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
            count += _path[i].IsSelfIssued ? 0 : 1;
        }

        return count;
    }

    private bool AreNamesAllowed(ParsedCertificate authority, int depth) =>
        FindNameProblem(authority, depth, out _, out _) == NameConstraintOutcome.Satisfied;

    private NameConstraintOutcome FindNameProblem(ParsedCertificate authority, int depth, out int at, out DerSlice name)
    {
        NameConstraintSet constraints = authority.NameConstraints;
        name = default;
        for (at = 0; at < depth && !constraints.IsEmpty; at++)
        {
            ParsedCertificate below = _path[at];
            // RFC 5280 §6.1.3(b): not applied to self-issued certificates, unless it is the final one.
            if (at > 0 && below.IsSelfIssued)
            {
                continue;
            }

            NameConstraintOutcome outcome = constraints.Check(below, at == 0 && context.CommonNameIsHost, ref _nameBudget, out name);
            if (outcome != NameConstraintOutcome.Satisfied)
            {
                return outcome;
            }
        }

        return NameConstraintOutcome.Satisfied;
    }

    // A path visits a CA (name and key) once; RFC 4158 §5.2 counts alternative names as well, which would only prolong mazes.
    private bool IsOnPath(ParsedCertificate candidate)
    {
        foreach (ParsedCertificate certificate in _path)
        {
            if (certificate.HasSameKey(candidate) && certificate.Bytes(certificate.Subject).SequenceEqual(candidate.Bytes(candidate.Subject)))
            {
                return true;
            }
        }

        return false;
    }

    // Key identifiers only order the candidates (RFC 4158 §3.5.12): they are hints, and hints may be wrong.
    private static int RankOf(ParsedCertificate child, ParsedCertificate candidate)
    {
        DerSlice wanted = child.Extensions.AuthorityKeyIdentifier;
        DerSlice has = candidate.Extensions.KeyIdentifier;
        return wanted.IsEmpty || has.IsEmpty ? 1 : child.Bytes(wanted).SequenceEqual(candidate.Bytes(has)) ? 0 : 2;
    }

    private SignatureOutcome CheckEdge(ParsedCertificate child, ParsedCertificate issuer)
    {
        if (ReferenceEquals(child.VerifiedBy, issuer))
        {
            return SignatureOutcome.Valid;
        }

        foreach (Edge edge in _edges)
        {
            if (ReferenceEquals(edge.Child, child) && ReferenceEquals(edge.Issuer, issuer))
            {
                return edge.Outcome;
            }
        }

        if (_signatureChecks >= context.Limits.MaxSignatureChecks)
        {
            _exhausted = true;
            return SignatureOutcome.Invalid;
        }

        _signatureChecks++;
        SignatureOutcome outcome = SignatureOf(child, issuer);
        _edges.Add(new Edge(child, issuer, outcome));
        return outcome;
    }

    private static SignatureOutcome SignatureOf(ParsedCertificate child, ParsedCertificate issuer) => issuer.Key.Verify(
        SignatureSchemes.FromAlgorithm(child.Bytes(child.InnerAlgorithm)), child.Bytes(child.Signed), child.Bytes(child.Signature));

    // Everything that is wrong with the path as it stands.
    private CandidatePath Evaluate(TrustAnchor? anchor, List<Finding> leafFindings)
    {
        var findings = new List<Finding>(leafFindings);
        int top = _path.Count - 1;
        for (int depth = 0; depth <= top; depth++)
        {
            bool isAnchor = anchor is not null && depth == top;
            if (depth > 0)
            {
                context.CheckAuthority(_path[depth], isAnchor ? ChainPositions.Anchor : ChainPositions.Intermediate, depth, findings);
                EvaluateAuthority(depth, findings);
            }

            if (depth < top)
            {
                EvaluateSignature(depth, findings);
            }
        }

        if (CountIntermediates(anchor is null ? top + 1 : top) is var count && count > context.Limits.MaxIntermediates)
        {
            findings.Add(new Finding(
                VerificationError.PathTooLong,
                VerificationRules.PathLength,
                top,
                $"{count} intermediates, at most {context.Limits.MaxIntermediates}"));
        }

        if (anchor is null)
        {
            EvaluateMissingIssuer(top, findings);
            return new CandidatePath([.. _path], null, findings);
        }

        if (!anchor.IsSelfSignatureSound)
        {
            findings.Add(new Finding(
                VerificationError.SignatureInvalid, VerificationRules.AnchorSelfSignature, top, "the anchor's own signature does not verify"));
        }

        if (PolicyGraph.FindProblem(_path) is { } problem)
        {
            findings.Add(new Finding(VerificationError.PolicyRequired, VerificationRules.Policies, 0, problem));
        }

        long crlsValidUntil = context.CheckRevocation(_path, findings);
        return new CandidatePath([.. _path], anchor, findings) { CrlsValidUntil = crlsValidUntil };
    }

    private void EvaluateAuthority(int depth, List<Finding> findings)
    {
        ParsedCertificate authority = _path[depth];
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
            $"'{NameText.Of(_path[at], name)}' against the constraints of the CA at depth {depth}"));
    }

    private void EvaluateSignature(int depth, List<Finding> findings)
    {
        (VerificationError error, string detail) = CheckEdge(_path[depth], _path[depth + 1]) switch
        {
            SignatureOutcome.Valid => (VerificationError.None, string.Empty),
            SignatureOutcome.UnsupportedAlgorithm =>
                (VerificationError.UnsupportedSignatureAlgorithm, "the algorithm is not one that is verified here"),
            SignatureOutcome.UnusableKey =>
                (VerificationError.UnusableIssuerKey, "the issuer's key does not fit the algorithm or is not valid"),
            _ when _exhausted => (VerificationError.SearchBudgetExceeded, "no signature checks left"),
            _ => (VerificationError.SignatureInvalid, "the signature does not verify with the issuer's key"),
        };
        if (error != VerificationError.None)
        {
            findings.Add(new Finding(error, VerificationRules.Signature, depth, detail));
        }
    }

    private void EvaluateMissingIssuer(int top, List<Finding> findings)
    {
        ParsedCertificate last = _path[top];
        bool selfSigned = last.IsSelfIssued && SignatureOf(last, last) == SignatureOutcome.Valid;
        (VerificationError error, string detail) =
            _exhausted ? (VerificationError.SearchBudgetExceeded, "no path within the limits") :
            !selfSigned ? (
                VerificationError.IssuerNotFound,
                $"issuer '{NameText.Of(last, last.Issuer)}' is not among the anchors or the certificates sent") :
            top == 0 ? (VerificationError.SelfSignedLeaf, "signed by itself and not trusted") :
            (VerificationError.SelfSignedInChain, "signed by itself and not among the anchors");
        findings.Add(new Finding(error, VerificationRules.TrustedPath, top, detail));
    }

    private readonly record struct Edge(ParsedCertificate Child, ParsedCertificate Issuer, SignatureOutcome Outcome);
}
