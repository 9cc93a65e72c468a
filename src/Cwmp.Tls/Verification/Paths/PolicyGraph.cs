// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Der;
using Cwmp.Tls.Verification.Parsing;

namespace Cwmp.Tls.Verification.Paths;

/// <summary>
/// Certificate policies along a path (RFC 5280 §6.1), with any policy as the user's wish. Only the present level of the graph of RFC 9618
/// is kept: with that wish all that counts is whether it is empty, so the exponential tree of RFC 5280 never comes into being.
/// </summary>
internal sealed class PolicyGraph
{
    private static readonly string AnyPolicy = Convert.ToHexString(Oids.AnyPolicy);

    private readonly int _certificates;
    private int _explicitPolicy;
    private int _policyMapping;
    private int _inhibitAnyPolicy;

    // Valid policy → the policies that count as it one level below. Null once no policy is valid.
    private Dictionary<string, HashSet<string>>? _level = new(StringComparer.Ordinal) { [AnyPolicy] = [AnyPolicy] };

    private PolicyGraph(int certificates)
    {
        _certificates = certificates;
        // §6.1.2(d)-(f)
        _explicitPolicy = _policyMapping = _inhibitAnyPolicy = certificates + 1;
    }

    /// <summary>What is wrong, or null. Without a CA that requires an explicit policy there is nothing to find (§6.1.5(g)).</summary>
    /// <param name="path">Leaf first, anchor last.</param>
    public static string? FindProblem(ParsedCertificate[] path)
    {
        bool required = false;
        foreach (ParsedCertificate certificate in path)
        {
            required |= certificate.Extensions.RequireExplicitPolicy >= 0;
        }

        return required ? new PolicyGraph(path.Length - 1).Walk(path) : null;
    }

    private string? Walk(ParsedCertificate[] path)
    {
        // RFC 5937 §3.2: what the anchor's certificate constrains holds for the paths below it.
        Constrain(path[^1].Extensions);
        for (int i = 1; i <= _certificates; i++)
        {
            ParsedCertificate certificate = path[^(i + 1)];
            bool isLast = i == _certificates;
            _level = Descend(certificate, isLast);
            if (_level is null && _explicitPolicy == 0)
            {
                return "a CA requires a policy, and none is valid for the whole chain";
            }

            if (!isLast)
            {
                Map(certificate);
                Prepare(certificate);
            }
        }

        // §6.1.5(a)-(b)
        _explicitPolicy = Math.Max(0, _explicitPolicy - 1);
        if (path[0].Extensions.RequireExplicitPolicy == 0)
        {
            _explicitPolicy = 0;
        }

        return _explicitPolicy == 0 && _level is null ? "a CA requires a policy, and none is valid for the whole chain" : null;
    }

    // §6.1.3(d)-(e)
    private Dictionary<string, HashSet<string>>? Descend(ParsedCertificate certificate, bool isLast)
    {
        if (_level is null || !certificate.Extensions.Has(ExtensionKind.CertificatePolicies)
            || certificate.Extensions.IsMalformed(ExtensionKind.CertificatePolicies))
        {
            return null;
        }

        var next = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        HashSet<string> expected = [.. _level.Values.SelectMany(policies => policies)];
        bool hasAny = false;
        foreach (string policy in PoliciesOf(certificate))
        {
            if (policy == AnyPolicy)
            {
                hasAny = true;
            }
            else if (expected.Contains(policy) || _level.ContainsKey(AnyPolicy))
            {
                next[policy] = [policy];
            }
        }

        if (hasAny && (_inhibitAnyPolicy > 0 || (!isLast && certificate.IsSelfIssued)))
        {
            foreach (string policy in expected)
            {
                next.TryAdd(policy, [policy]);
            }
        }

        return next.Count > 0 ? next : null;
    }

    // §6.1.4(b)
    private void Map(ParsedCertificate certificate)
    {
        ParsedExtensions extensions = certificate.Extensions;
        if (_level is null || !extensions.Has(ExtensionKind.PolicyMappings) || extensions.IsMalformed(ExtensionKind.PolicyMappings))
        {
            return;
        }

        var mappings = MappingsOf(certificate).ToLookup(pair => pair.From, pair => pair.To, StringComparer.Ordinal);
        foreach (IGrouping<string, string> mapping in mappings)
        {
            if (_policyMapping == 0)
            {
                _level.Remove(mapping.Key);
            }
            else if (_level.ContainsKey(mapping.Key) || _level.ContainsKey(AnyPolicy))
            {
                _level[mapping.Key] = [.. mapping];
            }
        }

        _level = _level.Count > 0 ? _level : null;
    }

    // §6.1.4(h)-(j)
    private void Prepare(ParsedCertificate certificate)
    {
        if (!certificate.IsSelfIssued)
        {
            _explicitPolicy = Math.Max(0, _explicitPolicy - 1);
            _policyMapping = Math.Max(0, _policyMapping - 1);
            _inhibitAnyPolicy = Math.Max(0, _inhibitAnyPolicy - 1);
        }

        Constrain(certificate.Extensions);
    }

    private void Constrain(ParsedExtensions extensions)
    {
        _explicitPolicy = Lower(_explicitPolicy, extensions.RequireExplicitPolicy);
        _policyMapping = Lower(_policyMapping, extensions.InhibitPolicyMapping);
        _inhibitAnyPolicy = Lower(_inhibitAnyPolicy, extensions.InhibitAnyPolicy);
    }

    private static int Lower(int value, int limit) => limit < 0 ? value : Math.Min(value, limit);

    private static List<string> PoliciesOf(ParsedCertificate certificate)
    {
        var policies = new List<string>();
        ReadOnlySpan<byte> document = certificate.Der.Span;
        var reader = new DerReader(document, certificate.Extensions[ExtensionKind.CertificatePolicies]);
        reader.TryRead(DerTag.Sequence, out DerSlice list);
        reader = new DerReader(document, list);
        while (!reader.AtEnd && PolicyExtensions.TryReadPolicy(document, ref reader, out DerSlice policy))
        {
            policies.Add(Convert.ToHexString(policy.In(document)));
        }

        return policies;
    }

    private static List<(string From, string To)> MappingsOf(ParsedCertificate certificate)
    {
        var mappings = new List<(string, string)>();
        ReadOnlySpan<byte> document = certificate.Der.Span;
        var reader = new DerReader(document, certificate.Extensions[ExtensionKind.PolicyMappings]);
        reader.TryRead(DerTag.Sequence, out DerSlice list);
        reader = new DerReader(document, list);
        while (!reader.AtEnd && PolicyExtensions.TryReadMapping(document, ref reader, out DerSlice from, out DerSlice to))
        {
            mappings.Add((Convert.ToHexString(from.In(document)), Convert.ToHexString(to.In(document))));
        }

        return mappings;
    }
}
