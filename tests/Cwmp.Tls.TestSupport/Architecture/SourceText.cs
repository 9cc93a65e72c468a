// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.RegularExpressions;

namespace Cwmp.Tls.TestSupport.Architecture;

/// <summary>C# without what is no code.</summary>
public static partial class SourceText
{
    /// <summary>
    /// The text with its comments cut out and its strings emptied; interpolated ones stay, because there is code in them.
    /// </summary>
    public static string WithoutComments(string text) =>
        NoCode().Replace(text, match => match.Value[0] switch { '/' => " ", '$' => match.Value, _ => "\"\"" });

    [GeneratedRegex("""
        //[^\n]*|/\*.*?\*/|\$+@?"{3,}.*?"{3,}|\$@?"(?:\\.|[^"\\\n])*"|"{3,}.*?"{3,}|@"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'
        """, RegexOptions.Singleline)]
    private static partial Regex NoCode();
}
