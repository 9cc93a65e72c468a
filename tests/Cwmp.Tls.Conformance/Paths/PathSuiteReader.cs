// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.IO.Compression;
using System.Text.Json;

namespace Cwmp.Tls.Conformance;

/// <summary>Reads vector files, plain or gzip.</summary>
internal static class PathSuiteReader
{
    public static IReadOnlyList<PathCase> Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        using Stream content = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        return JsonSerializer.Deserialize(content, PathJson.Default.PathSuite)?.Cases ?? throw new JsonException("The file is empty.");
    }
}
