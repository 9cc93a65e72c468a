// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Runtime.CompilerServices;
using Cwmp.Tls.Verification.Der;

namespace Cwmp.Tls.Verification.Parsing;

/// <summary>What the extensions of one certificate say: the known ones by kind, decoded where a rule needs a value.</summary>
internal sealed class ParsedExtensions
{
    private Values _values;
    private uint _present;
    private uint _critical;
    private uint _malformed;

    /// <summary>Contents of the first critical extension nobody here understands (its OID), or nothing.</summary>
    public DerSlice UnknownCritical { get; set; }

    /// <summary>The OID of an extension that occurs twice, or nothing.</summary>
    public DerSlice Duplicate { get; set; }

    public bool IsAuthority { get; set; }

    /// <summary>pathLenConstraint, or -1.</summary>
    public int PathLength { get; set; } = -1;

    public KeyUsageBits KeyUsage { get; set; }

    public UsageFlags Usages { get; set; }

    public DerSlice KeyIdentifier { get; set; }

    /// <summary>keyIdentifier of the AKI; nothing where the field is absent.</summary>
    public DerSlice AuthorityKeyIdentifier { get; set; }

    public bool AuthorityHasIssuerOrSerial { get; set; }

    /// <summary>requireExplicitPolicy, or -1.</summary>
    public int RequireExplicitPolicy { get; set; } = -1;

    /// <summary>inhibitPolicyMapping, or -1.</summary>
    public int InhibitPolicyMapping { get; set; } = -1;

    /// <summary>inhibitAnyPolicy, or -1.</summary>
    public int InhibitAnyPolicy { get; set; } = -1;

    public bool Has(ExtensionKind kind) => (_present >> (int)kind & 1) != 0;

    public bool IsCritical(ExtensionKind kind) => (_critical >> (int)kind & 1) != 0;

    public bool IsMalformed(ExtensionKind kind) => (_malformed >> (int)kind & 1) != 0;

    public bool AnyMalformed => _malformed != 0;

    /// <summary>The DER inside extnValue.</summary>
    public DerSlice this[ExtensionKind kind] => _values[(int)kind];

    /// <summary>The DER inside extnValue where the extension is present and well formed; nothing otherwise.</summary>
    public DerSlice WellFormed(ExtensionKind kind) => Has(kind) && !IsMalformed(kind) ? this[kind] : default;

    public void Add(ExtensionKind kind, bool critical, DerSlice value)
    {
        _present |= 1u << (int)kind;
        _values[(int)kind] = value;
        if (critical)
        {
            _critical |= 1u << (int)kind;
        }
    }

    public void MarkMalformed(ExtensionKind kind) => _malformed |= 1u << (int)kind;

    [InlineArray(ExtensionKinds.Count)]
    private struct Values
    {
        private DerSlice _first;
    }
}
