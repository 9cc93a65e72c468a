// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.DocumentationTests;

/// <summary>A fenced block of a page.</summary>
/// <param name="Info">What stands behind the fence: the language, and words that say how the block is checked.</param>
/// <param name="Code">The lines of the block.</param>
/// <param name="Line">The line of the opening fence.</param>
internal sealed record FencedBlock(string Info, string Code, int Line)
{
    public string Language => Info.Split(' ')[0];

    public IEnumerable<string> Words => Info.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1);
}
