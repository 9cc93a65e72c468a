// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Der;

namespace Cwmp.Tls.Verification.Names;

/// <summary>The name constraints of one CA (RFC 5280 §4.2.1.10), taken apart once.</summary>
internal sealed class NameConstraintSet
{
    public static readonly NameConstraintSet Empty = new();

    private readonly List<Subtree> _permitted = [];
    private readonly List<Subtree> _excluded = [];
    private ReadOnlyMemory<byte> _der;
    private int _permittedKinds;
    private int _constrainedKinds;

    /// <summary>What is wrong with a constraint as a value of its kind, or null.</summary>
    public string? SyntaxProblem { get; private set; }

    /// <summary>A dNSName constraint begins with a period, which RFC 5280 gives no meaning.</summary>
    public bool HasLeadingPeriod { get; private set; }

    public bool IsEmpty => _constrainedKinds == 0;

    /// <summary>SEQUENCE { permittedSubtrees [0], excludedSubtrees [1] }: one at least, neither empty, no minimum, no maximum.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> document, DerSlice value)
    {
        var reader = new DerReader(document, value);
        if (!reader.TryRead(DerTag.Sequence, out DerSlice contents) || !reader.AtEnd || contents.IsEmpty)
        {
            return false;
        }

        reader = new DerReader(document, contents);
        for (int number = 0; number <= 1; number++)
        {
            if (!reader.TryReadOptional(DerTag.ContextConstructed(number), out DerSlice subtrees, out bool present)
                || (present && !AreSubtrees(document, subtrees)))
            {
                return false;
            }
        }

        return reader.AtEnd;
    }

    /// <summary>Reads the constraints of a CA from an extension that is well formed.</summary>
    public static NameConstraintSet Read(ReadOnlyMemory<byte> der, DerSlice value)
    {
        var set = new NameConstraintSet { _der = der };
        ReadOnlySpan<byte> document = der.Span;
        var reader = new DerReader(document, value);
        reader.TryRead(DerTag.Sequence, out DerSlice contents);
        reader = new DerReader(document, contents);
        if (reader.NextIs(DerTag.ContextConstructed(0)) && reader.TryRead(DerTag.ContextConstructed(0), out DerSlice permitted))
        {
            set.Add(document, permitted, set._permitted);
        }

        if (reader.TryRead(DerTag.ContextConstructed(1), out DerSlice excluded))
        {
            set.Add(document, excluded, set._excluded);
        }

        foreach (Subtree subtree in set._permitted)
        {
            set._permittedKinds |= 1 << (int)subtree.Kind;
        }

        set._constrainedKinds = set._permittedKinds;
        foreach (Subtree subtree in set._excluded)
        {
            set._constrainedKinds |= 1 << (int)subtree.Kind;
        }

        return set;
    }

    /// <summary>
    /// Compares every name of a certificate: its subject (when not empty), e-mail addresses in the subject, and its subjectAltName.
    /// </summary>
    /// <param name="names">The names of a certificate below the CA.</param>
    /// <param name="commonNameIsHost">
    /// The profile takes a CN for a host name where there is no subjectAltName, so it is constrained too.
    /// </param>
    /// <param name="budget">Comparisons left for the whole verification.</param>
    /// <param name="offending">The name that failed.</param>
    public NameConstraintOutcome Check(PresentedNames names, bool commonNameIsHost, ref int budget, out DerSlice offending)
    {
        offending = default;
        if (IsEmpty)
        {
            return NameConstraintOutcome.Satisfied;
        }

        NameConstraintOutcome outcome;
        if (!DistinguishedName.IsEmpty(names.Subject))
        {
            offending = names.Subject;
            outcome = CheckOne(GeneralNameKind.Directory, names.Subject.In(names.Document), ref budget);
            if (outcome != NameConstraintOutcome.Satisfied)
            {
                return outcome;
            }

            outcome = CheckAttributes(names, Oids.EmailAddress, GeneralNameKind.Mail, ref budget, ref offending);
            if (outcome == NameConstraintOutcome.Satisfied && commonNameIsHost && !names.HasAlternatives)
            {
                outcome = CheckAttributes(names, Oids.CommonName, GeneralNameKind.Dns, ref budget, ref offending);
            }

            if (outcome != NameConstraintOutcome.Satisfied)
            {
                return outcome;
            }
        }

        GeneralNames alternatives = names.Alternatives;
        while (alternatives.MoveNext())
        {
            offending = alternatives.Value;
            outcome = CheckOne(alternatives.Kind, alternatives.Bytes, ref budget);
            if (outcome != NameConstraintOutcome.Satisfied)
            {
                return outcome;
            }
        }

        return NameConstraintOutcome.Satisfied;
    }

    private NameConstraintOutcome CheckAttributes(
        PresentedNames names, ReadOnlySpan<byte> type, GeneralNameKind kind, ref int budget, ref DerSlice offending)
    {
        if ((_constrainedKinds >> (int)kind & 1) == 0)
        {
            return NameConstraintOutcome.Satisfied;
        }

        // More values than this of one attribute is no name that anybody issues.
        Span<NameAttribute> values = stackalloc NameAttribute[16];
        int count = DistinguishedName.Find(names.Document, names.Subject, type, values);
        if (count > values.Length)
        {
            return NameConstraintOutcome.BudgetExceeded;
        }

        foreach (NameAttribute value in values[..count])
        {
            offending = value.Value;
            NameConstraintOutcome outcome = CheckOne(kind, value.Value.In(names.Document), ref budget);
            if (outcome != NameConstraintOutcome.Satisfied)
            {
                return outcome;
            }
        }

        return NameConstraintOutcome.Satisfied;
    }

    private NameConstraintOutcome CheckOne(GeneralNameKind kind, ReadOnlySpan<byte> name, ref int budget)
    {
        if ((_constrainedKinds >> (int)kind & 1) == 0)
        {
            return NameConstraintOutcome.Satisfied;
        }

        // RFC 5280 §4.2.1.10: a constraint that cannot be processed, on a kind of name that occurs, rejects.
        if (kind is GeneralNameKind.Other or GeneralNameKind.X400 or GeneralNameKind.Edi or GeneralNameKind.RegisteredId)
        {
            return NameConstraintOutcome.Unsupported;
        }

        if (!IsComparable(kind, ref name))
        {
            return NameConstraintOutcome.InvalidName;
        }

        ReadOnlySpan<byte> document = _der.Span;
        foreach (Subtree subtree in _excluded)
        {
            if ((budget -= CostOf(name, subtree)) < 0)
            {
                return NameConstraintOutcome.BudgetExceeded;
            }

            if (subtree.Kind == kind && MayBeWithin(kind, name, subtree.Base.In(document)))
            {
                return NameConstraintOutcome.Excluded;
            }
        }

        if ((_permittedKinds >> (int)kind & 1) == 0)
        {
            return NameConstraintOutcome.Satisfied;
        }

        foreach (Subtree subtree in _permitted)
        {
            if ((budget -= CostOf(name, subtree)) < 0)
            {
                return NameConstraintOutcome.BudgetExceeded;
            }

            if (subtree.Kind == kind && IsWithin(kind, name, subtree.Base.In(document)))
            {
                return NameConstraintOutcome.Satisfied;
            }
        }

        return NameConstraintOutcome.NotPermitted;
    }

    // Long names cost more to compare; without that a few huge ones would hide behind the count.
    private static int CostOf(ReadOnlySpan<byte> name, Subtree subtree) => 1 + ((name.Length + subtree.Base.Length) >> 6);

    // A URI stands for its host from here on.
    private static bool IsComparable(GeneralNameKind kind, ref ReadOnlySpan<byte> name)
    {
        switch (kind)
        {
            case GeneralNameKind.Dns:
                return DnsName.IsPattern(name);
            case GeneralNameKind.Mail:
                return MailName.TrySplit(name, out _, out _);
            case GeneralNameKind.Uri:
                bool valid = UriName.TryGetHost(name, out ReadOnlySpan<byte> host);
                name = host;
                return valid;
            default:
                return true;
        }
    }

    // For an exclusion: could the name, wildcard filled in, fall into the subtree?
    private static bool MayBeWithin(GeneralNameKind kind, ReadOnlySpan<byte> name, ReadOnlySpan<byte> root) =>
        IsWithin(kind, name, root) || (kind == GeneralNameKind.Dns && DnsName.IsWildcard(name) && DnsName.Matches(name, root));

    private static bool IsWithin(GeneralNameKind kind, ReadOnlySpan<byte> name, ReadOnlySpan<byte> root) => kind switch
    {
        GeneralNameKind.Dns => root.StartsWith("."u8) ? UriName.IsWithin(name, root) : DnsName.IsWithin(name, root),
        GeneralNameKind.Ip => IpName.IsWithin(name, root),
        GeneralNameKind.Mail => IsMailWithin(name, root),
        GeneralNameKind.Uri => UriName.IsWithin(name, root),
        GeneralNameKind.Directory => DistinguishedName.IsWithin(name, root),
        _ => false,
    };

    // RFC 5280 §4.2.1.10: a mailbox, a host (all its mailboxes), or a period and a domain (all hosts below it).
    private static bool IsMailWithin(ReadOnlySpan<byte> name, ReadOnlySpan<byte> root)
    {
        if (root.Contains((byte)'@'))
        {
            return MailName.AreEqual(name, root);
        }

        return UriName.IsWithin(name[(name.LastIndexOf((byte)'@') + 1)..], root);
    }

    private void Add(ReadOnlySpan<byte> document, DerSlice subtrees, List<Subtree> target)
    {
        var reader = new DerReader(document, subtrees);
        while (reader.TryRead(DerTag.Sequence, out DerSlice subtree))
        {
            var inner = new DerReader(document, subtree);
            GeneralNames.TryReadOne(document, ref inner, out GeneralNameKind kind, out DerSlice root);
            ReadOnlySpan<byte> bytes = root.In(document);
            HasLeadingPeriod |= kind == GeneralNameKind.Dns && bytes.StartsWith("."u8);
            SyntaxProblem ??= FindSyntaxProblem(kind, bytes);
            target.Add(new Subtree(kind, root));
        }
    }

    private static string? FindSyntaxProblem(GeneralNameKind kind, ReadOnlySpan<byte> root) => kind switch
    {
        GeneralNameKind.Dns when !root.IsEmpty && !DnsName.IsHost(TrimPeriod(root)) => "dNSName constraint is not a host name",
        GeneralNameKind.Uri when !root.IsEmpty && !DnsName.IsHost(TrimPeriod(root)) => "URI constraint is not a host or a domain",
        GeneralNameKind.Mail when !root.IsEmpty && !MailName.TrySplit(root, out _, out _) && !DnsName.IsHost(TrimPeriod(root)) =>
            "rfc822Name constraint is not a mailbox, a host or a domain",
        GeneralNameKind.Ip when !IpName.IsNetwork(root) => "iPAddress constraint is not an address and a mask",
        _ => null,
    };

    private static ReadOnlySpan<byte> TrimPeriod(ReadOnlySpan<byte> name) => name.StartsWith("."u8) ? name[1..] : name;

    // GeneralSubtrees ::= SEQUENCE SIZE (1..MAX) OF SEQUENCE { base, minimum [0] DEFAULT 0, maximum [1] OPTIONAL };
    // RFC 5280 §4.2.1.10 leaves only the base.
    private static bool AreSubtrees(ReadOnlySpan<byte> document, DerSlice subtrees)
    {
        var reader = new DerReader(document, subtrees);
        if (reader.AtEnd)
        {
            return false;
        }

        while (!reader.AtEnd)
        {
            if (!reader.TryRead(DerTag.Sequence, out DerSlice subtree))
            {
                return false;
            }

            var inner = new DerReader(document, subtree);
            if (!GeneralNames.TryReadOne(document, ref inner, out _, out _) || !inner.AtEnd)
            {
                return false;
            }
        }

        return true;
    }

    private readonly record struct Subtree(GeneralNameKind Kind, DerSlice Base);
}
