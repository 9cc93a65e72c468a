// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Tracing;

/// <summary>
/// The decoded content of a <see cref="HandshakeFrame"/>; the derived types say of which message. Immutable. Lists are cut at
/// <see cref="MaxItems"/> entries and texts at <see cref="MaxTextLength"/> characters, whatever the peer sends.
/// </summary>
public abstract record HandshakeDetails
{
    /// <summary>The longest list that is kept.</summary>
    public const int MaxItems = 64;

    /// <summary>The longest text that is kept, in characters.</summary>
    public const int MaxTextLength = 256;

    private protected HandshakeDetails()
    {
    }

    /// <summary>About how many bytes this object keeps alive beyond itself, for the recorder's budget.</summary>
    internal virtual int Weight => 0;

    /// <summary>The content in one line.</summary>
    public sealed override string ToString() => Describe();

    private protected abstract string Describe();

    private protected static int WeightOf(params ReadOnlySpan<IReadOnlyList<string>> lists)
    {
        int weight = 0;
        foreach (IReadOnlyList<string> list in lists)
        {
            foreach (string text in list)
            {
                weight += WeightOf(text);
            }
        }

        return weight;
    }

    // Two bytes a character, and what an object and its reference cost.
    private protected static int WeightOf(string? text) => text is null ? 0 : 32 + (2 * text.Length);
}
