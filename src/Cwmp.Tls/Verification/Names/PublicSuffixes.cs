// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Cwmp.Tls.Shared;

namespace Cwmp.Tls.Verification.Names;

/// <summary>
/// Suffixes that belong to nobody in particular, such as "com" and "co.uk": a wildcard over one would stand for hosts of people who have
/// nothing to do with each other.
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class PublicSuffixes
{
    // Second-level labels that registries of country-code domains keep for a category of registrants.
    private static readonly FrozenSet<string> Categories = FrozenSet.ToFrozenSet(
        [
            "ac", "ad", "asso", "biz", "co", "com", "ed", "edu", "firm", "fin", "gen", "go", "gob", "gouv", "gov", "govt", "gr",
            "gub", "gv", "id", "idf", "idv", "ind", "inf", "info", "int", "k12", "law", "lg", "ltd", "me", "mil", "mod", "muni",
            "name", "ne", "net", "nhs", "ngo", "nic", "nom", "or", "org", "plc", "police", "pp", "press", "pri", "pro", "pub",
            "res", "sch", "school", "sld", "store", "tm", "web",
        ],
        StringComparer.OrdinalIgnoreCase);

    private readonly FrozenSet<string> _rules;
    private readonly bool _guess;

    private PublicSuffixes(IEnumerable<string> rules, bool guess)
    {
        _rules = rules.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _guess = guess;
    }

    /// <summary>
    /// No list, but the pattern that registries follow: every top-level domain, and under a two-letter one the labels for categories of
    /// registrants (co.uk, com.au, or.jp). It needs no upkeep and misses some suffixes; give the real list where there is one.
    /// </summary>
    public static PublicSuffixes BuiltIn { get; } = new([], guess: true);

    /// <summary>
    /// Reads the Public Suffix List (publicsuffix.org), which many systems have as a file. The section of registries only, as CA/B BR
    /// 3.2.2.6 advises.
    /// </summary>
    /// <param name="list">The text of the list.</param>
    /// <param name="includePrivateDomains">
    /// Read the section of private domains as well. Hosting companies do hold wildcard certificates over those, so that hosts of theirs
    /// would be refused.
    /// </param>
    /// <exception cref="FormatException">There is no rule in the text.</exception>
    public static PublicSuffixes Parse(string list, bool includePrivateDomains = false)
    {
        ArgumentNullException.ThrowIfNull(list);
        var rules = new List<string>();
        var idn = new IdnMapping();
        foreach (ReadOnlySpan<char> line in list.AsSpan().EnumerateLines())
        {
            ReadOnlySpan<char> text = line.Trim();
            if (!includePrivateDomains && text.Contains("===BEGIN PRIVATE DOMAINS===", StringComparison.Ordinal))
            {
                break;
            }

            if (text.IsEmpty || text.StartsWith("//", StringComparison.Ordinal))
            {
                continue;
            }

            int space = text.IndexOfAny(' ', '\t');
            string rule = (space < 0 ? text : text[..space]).ToString();
            rules.Add(Ascii.IsValid(rule) ? rule : ToAscii(idn, rule));
        }

        return rules.Count > 0
            ? new PublicSuffixes(rules, guess: false)
            : throw new FormatException("The text holds no rule of a public suffix list.");
    }

    /// <summary>Whether a name is a public suffix itself.</summary>
    /// <param name="name">The name in ASCII, without a period at either end.</param>
    public bool Contains(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return true;
        }

        string parent = name[(dot + 1)..];
        if (_guess)
        {
            return parent.Length == 2 && Categories.Contains(name[..dot]);
        }

        // The list's own algorithm: an exception rule wins, and "*" stands for one label.
        return !_rules.Contains("!" + name) && (_rules.Contains(name) || _rules.Contains("*." + parent));
    }

    internal bool Contains(ReadOnlySpan<byte> name) => Contains(Encoding.ASCII.GetString(name));

    private static string ToAscii(IdnMapping idn, string rule)
    {
        // Only labels are mapped, so that "*" and "!" stay.
        try
        {
            return string.Join('.', rule.Split('.').Select(label => Ascii.IsValid(label) ? label : idn.GetAscii(label)));
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"'{PrintableText.Of(rule)}' is no rule of a public suffix list.", e);
        }
    }
}
