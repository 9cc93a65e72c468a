// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Soap;

/// <summary>
/// How much of each thing an envelope may have before it is refused. Every limit is checked before memory is set aside for what it limits.
/// The defaults admit a full GetParameterValues dump of a large device, and keep what one peer can make us hold below some 50 MiB.
/// Immutable; derive variants using <c>with</c>.
/// </summary>
/// <example>
/// <code>
/// CwmpSerializer small = CwmpSerializer.Default with { Limits = CwmpLimits.Default with { MaxItems = 100 } };
/// </code>
/// </example>
public sealed record CwmpLimits
{
    /// <summary>The largest <see cref="MaxDepth"/> there can be: 256.</summary>
    public const int DepthCeiling = 256;

    /// <summary>The defaults named at each property.</summary>
    public static CwmpLimits Default { get; } = new();

    /// <summary>
    /// Bytes of an envelope that is read as a whole, as received. Default 8 MiB (8,388,608); TR-069 wants at least 32,768. A list that is
    /// enumerated item by item is not held as a whole and has <see cref="MaxStreamedBytes"/> instead.
    /// </summary>
    public int MaxEnvelopeBytes
    {
        get;
        init => field = Positive(value, int.MaxValue / 4);
    } = 8 * 1024 * 1024;

    /// <summary>Bytes of an envelope whose list is enumerated item by item. Default 256 MiB (268,435,456).</summary>
    public long MaxStreamedBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxStreamedBytes));
            field = value;
        }
    } = 256L * 1024 * 1024;

    /// <summary>
    /// Bytes of such an envelope before its first item, and of each item. Default 1.25 MiB (1,310,720): text of <see cref="MaxTextLength"/>
    /// and what is around it.
    /// </summary>
    public int MaxStreamedItemBytes
    {
        get;
        init => field = Positive(value, int.MaxValue / 4);
    } = 1280 * 1024;

    /// <summary>
    /// Elements inside one another, the envelope being the first. Default 32, at most 256; no message of CWMP needs more than 9.
    /// </summary>
    public int MaxDepth
    {
        get;
        init => field = Positive(value, DepthCeiling);
    } = 32;

    /// <summary>Attributes of one element, namespace declarations included. Default 32.</summary>
    public int MaxAttributes
    {
        get;
        init => field = Positive(value, 1024);
    } = 32;

    /// <summary>Namespace declarations in scope at one place. Default 64.</summary>
    public int MaxNamespaces
    {
        get;
        init => field = Positive(value, 1024);
    } = 64;

    /// <summary>Bytes of the name of an element or attribute; its prefix may have as many again. Default 256.</summary>
    public int MaxNameLength
    {
        get;
        init => field = Positive(value, 1 << 20);
    } = 256;

    /// <summary>Bytes of an attribute value as it stands between its quotes. Default 4,096.</summary>
    public int MaxAttributeLength
    {
        get;
        init => field = Positive(value, 1 << 24);
    } = 4096;

    /// <summary>
    /// Bytes between the tags of an element with text, as they stand there: before references are resolved and with comments. Default 1 MiB
    /// (1,048,576).
    /// </summary>
    public int MaxTextLength
    {
        get;
        init => field = Positive(value, 1 << 30);
    } = 1024 * 1024;

    /// <summary>
    /// Items of one array, header entries, and elements of an envelope that this library has no type for, all together. Default 100,000.
    /// </summary>
    public int MaxItems
    {
        get;
        init => field = Positive(value, int.MaxValue);
    } = 100_000;

    private static int Positive(int value, int ceiling)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, ceiling);
        return value;
    }
}
