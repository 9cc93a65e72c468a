// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.IO.Compression;
using System.Text.Json;

namespace Cwmp.Tls.Conformance;

/// <summary>Reads vector files, plain or gzip, case by case: a case takes memory only while it is judged.</summary>
internal static class PathSuiteReader
{
    private static readonly JsonReaderOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The cases of a file.</summary>
    /// <exception cref="JsonException">The file is not JSON, or holds no list of cases.</exception>
    public static IEnumerable<PathCase> Read(string path)
    {
        byte[] json = ReadAll(path);
        int number = 0;
        long position = FindCases(json, out JsonReaderState state);
        while (TryReadCase(json, ref position, ref state, out JsonElement element))
        {
            yield return PathCase.Read(element, ++number);
        }
    }

    private static byte[] ReadAll(string path)
    {
        using FileStream file = File.OpenRead(path);
        // The content says what it is: RFC 1952 §2.3.1.
        bool isGzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        using Stream content = isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var memory = new MemoryStream();
        content.CopyTo(memory);
        byte[] json = memory.ToArray();
        return json.AsSpan().StartsWith("\uFEFF"u8) ? json[3..] : json;
    }

    // The root is { "version": 1, "testcases": [ … ] }, in any order and with anything beside; the list alone is taken too.
    private static long FindCases(byte[] json, out JsonReaderState state)
    {
        var reader = new Utf8JsonReader(json, isFinalBlock: true, new JsonReaderState(Lenient));
        reader.Read();
        bool found = reader.TokenType == JsonTokenType.StartArray;
        while (!found && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            found = reader.ValueTextEquals("testcases"u8);
            reader.Read();
            if (found && reader.TokenType != JsonTokenType.StartArray)
            {
                throw new JsonException("testcases is no list.");
            }

            if (!found)
            {
                reader.Skip();
            }
        }

        state = reader.CurrentState;
        return found ? reader.BytesConsumed : throw new JsonException("There is no list of testcases in it.");
    }

    private static bool TryReadCase(byte[] json, ref long position, ref JsonReaderState state, out JsonElement element)
    {
        var reader = new Utf8JsonReader(json.AsSpan((int)position), isFinalBlock: true, state);
        element = default;
        if (!reader.Read())
        {
            throw new JsonException("The list of testcases has no end.");
        }

        if (reader.TokenType == JsonTokenType.EndArray)
        {
            return false;
        }

        element = JsonElement.ParseValue(ref reader);
        position += reader.BytesConsumed;
        state = reader.CurrentState;
        return true;
    }
}
