// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Cwmp.Tls.Fuzz;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.Soap;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Serialization;

/// <summary>
/// The reader beside expat, over mutated envelopes: what expat refuses is refused here, and what it reads as one CWMP envelope is read here
/// and says the same, but for differences that have a name. CWMP_TLS_EXPAT_INPUTS sets how many inputs there are.
/// </summary>
public sealed class ExpatTests
{
    // What expat does not know of: limits, headers that must be understood, values of headers, references, encodings of which it knows
    // others.
    private static readonly CwmpProtocolErrorCode[] Ours =
    [
        CwmpProtocolErrorCode.TooDeep, CwmpProtocolErrorCode.TooManyAttributes, CwmpProtocolErrorCode.TooManyNamespaces,
        CwmpProtocolErrorCode.NameTooLong,
        CwmpProtocolErrorCode.MustUnderstand, CwmpProtocolErrorCode.InvalidValue, CwmpProtocolErrorCode.UnexpectedElement,
        CwmpProtocolErrorCode.ReferenceNotSupported, CwmpProtocolErrorCode.UnsupportedEncoding, CwmpProtocolErrorCode.EncodingMismatch,
    ];

    [Fact]
    public void Reader_and_expat_agree_but_for_named_differences()
    {
        int count = int.Parse(Environment.GetEnvironmentVariable("CWMP_TLS_EXPAT_INPUTS") ?? "6000", CultureInfo.InvariantCulture);
        var mutator = new Mutator(7, EnvelopeTargets.Seeds(), EnvelopeTargets.Words, XmlMutations.Mutate);
        List<byte[]> inputs = [.. EnvelopeTargets.Seeds()];
        while (inputs.Count < count)
        {
            inputs.Add(mutator.Next().ToArray());
        }

        string[] verdicts = Judge(inputs);

        verdicts.Should().HaveCount(inputs.Count);
        var differences = new List<string>();
        for (int i = 0; i < inputs.Count; i++)
        {
            if (Differ(inputs[i], verdicts[i]) is { } difference)
            {
                differences.Add($"{i}: {difference}\n{Encoding.Latin1.GetString(inputs[i])}\n{Convert.ToHexString(inputs[i])}");
            }
        }

        verdicts.Count(verdict => verdict.StartsWith("envelope", StringComparison.Ordinal)).Should().BeGreaterThan(inputs.Count / 10);
        verdicts.Count(verdict => verdict.StartsWith("bad", StringComparison.Ordinal)).Should().BeGreaterThan(inputs.Count / 10);
        differences.Should().BeEmpty();
    }

    private static string? Differ(byte[] input, string verdict)
    {
        bool isRead = CwmpSerializer.Default.TryRead(input, out CwmpEnvelope? envelope, out CwmpProtocolError error);
        string[] words = verdict.Split(' ');
        switch (words[0])
        {
            case "envelope" when isRead:
                return envelope!.Body is GetParameterValuesResponse values
                    && Values(values) != Encoding.UTF8.GetString(Convert.FromHexString(words[2]))
                    ? "values differ"
                    : null;
            case "envelope":
                return Ours.Contains(error.Code) || IsInDeclaration(input, error) ? null : $"refused: {error}";
            case "unbound":
                return isRead || error.Code is CwmpProtocolErrorCode.UnboundPrefix || !IsOfXml(error.Code) ? null : $"refused: {error}";
            case "bad" when words[1] == "4" && HasCharactersOfTheFifthEdition(input):
                return null;
            default:
                return isRead ? $"read, but {verdict}" : null;
        }
    }

    // Expat takes any version, 1.u for one.
    private static bool IsInDeclaration(byte[] input, CwmpProtocolError error) =>
        input.AsSpan().IndexOf("<?xml "u8) is >= 0 and < 8 && error.Offset < input.AsSpan().IndexOf("?>"u8);

    // Names of XML 1.0, fifth edition, may have nearly every character; expat keeps to the tables of the fourth.
    private static bool HasCharactersOfTheFifthEdition(byte[] input) =>
        (input is [0xFF, 0xFE, ..] ? Encoding.Unicode : input is [0, ..] ? Encoding.BigEndianUnicode : Encoding.UTF8).GetString(input)
            .AsSpan(1).ContainsAnyExceptInRange('\0', '\u00FF');

    private static bool IsOfXml(CwmpProtocolErrorCode code) =>
        code is CwmpProtocolErrorCode.NotWellFormed or CwmpProtocolErrorCode.InvalidCharacter or CwmpProtocolErrorCode.InvalidEncoding
            or CwmpProtocolErrorCode.Truncated
            or CwmpProtocolErrorCode.UndefinedEntity or CwmpProtocolErrorCode.DuplicateAttribute;

    private static string Values(GetParameterValuesResponse response) =>
        string.Join('\x1e', response.ParameterList.Select(value => value.Name + '\x1f' + value.Text));

    private static string[] Judge(List<byte[]> inputs)
    {
        string script = Path.Combine(RepositoryFiles.Root, "tests", "Cwmp.Tls.Messages.Tests", "Serialization", "expat.py");
        try
        {
            using Process process =
                Process.Start(new ProcessStartInfo("python3", [script]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            using (Stream stream = process.StandardInput.BaseStream)
            {
                foreach (byte[] input in inputs)
                {
                    // Blank lines before the declaration and NULs at the end are let pass here on purpose.
                    byte[] plain = WithoutSurroundings(input);
                    stream.Write(BitConverter.GetBytes(plain.Length));
                    stream.Write(plain);
                }
            }

            string[] verdicts = output.GetAwaiter().GetResult().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            process.WaitForExit();
            return verdicts;
        }
        catch (Win32Exception)
        {
            Assert.Skip("needs python3");
            return [];
        }
    }

    private static byte[] WithoutSurroundings(byte[] input)
    {
        ReadOnlySpan<byte> mark = input.AsSpan().StartsWith("\uFEFF"u8) ? "\uFEFF"u8 : default;
        ReadOnlySpan<byte> rest = input.AsSpan(mark.Length);
        int start = rest.IndexOfAnyExcept(" \t\r\n"u8);
        bool isWide = rest.Length > 1 && (rest[0] == 0 || rest[1] == 0 || rest[0] is 0xFE or 0xFF);
        return isWide || start < 0 ? input : [.. mark, .. rest[start..].TrimEnd(" \t\r\n\0"u8)];
    }
}
