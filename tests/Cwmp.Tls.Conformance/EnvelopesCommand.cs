// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Text;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Conformance;

/// <summary>
/// Reads field messages: one line `ok FILE METHOD id=… ns=… items=N` or `reject FILE CODE@offset reason` per file, and `total N ok N reject
/// N`. With `--rewrite DIR` what our writer makes of a message goes to DIR under the same file name; it is read again, and has to be equal.
/// Of a folder every file `*.xml` is read, at any depth. The exit code is 0 when every file was judged, whatever the verdict, and 2 for a
/// command line that makes no sense.
/// </summary>
internal static class EnvelopesCommand
{
    public static int Run(ReadOnlySpan<string> args, TextWriter output, TextWriter error)
    {
        string? rewriteFolder = null;
        var paths = new List<string>();
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] == "--rewrite" && i + 1 < args.Length)
            {
                rewriteFolder = args[++i];
            }
            else if (args[i].StartsWith("--", StringComparison.Ordinal))
            {
                error.WriteLine($"envelopes: unknown option {args[i]}; usage: envelopes [--rewrite DIR] FILE|DIR…");
                return 2;
            }
            else
            {
                paths.Add(args[i]);
            }
        }

        if (paths.Count == 0)
        {
            error.WriteLine("envelopes: name at least one file or folder; usage: envelopes [--rewrite DIR] FILE|DIR…");
            return 2;
        }

        // Field messages come in every code page; the library itself leaves the choice to the program.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        if (rewriteFolder is not null)
        {
            Directory.CreateDirectory(rewriteFolder);
        }

        int ok = 0;
        int rejected = 0;
        foreach (string path in paths)
        {
            if (!File.Exists(path) && !Directory.Exists(path))
            {
                error.WriteLine($"envelopes: {path}: no such file or folder");
                return 2;
            }

            foreach (string file in Expand(path))
            {
                _ = TryFile(file, rewriteFolder, output) ? ok++ : rejected++;
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"total {ok + rejected} ok {ok} reject {rejected}"));
        return 0;
    }

    private static readonly EnumerationOptions EveryFile =
        new() { RecurseSubdirectories = true, MatchCasing = MatchCasing.CaseInsensitive };

    private static IEnumerable<string> Expand(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "*.xml", EveryFile).Order(StringComparer.Ordinal)
        : [path];

    private static bool TryFile(string file, string? rewriteFolder, TextWriter output)
    {
        if (!TryLoad(file, out byte[] bytes, out string reason))
        {
            output.WriteLine($"reject {file} {reason}");
            return false;
        }

        if (!CwmpSerializer.Default.TryRead(bytes, out CwmpEnvelope? envelope, out CwmpProtocolError error))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"reject {file} {error.Code}@{error.Offset} {error}"));
            return false;
        }

        if (rewriteFolder is not null)
        {
            byte[] rewritten = CwmpSerializer.Default.WriteToArray(envelope);
            File.WriteAllBytes(Path.Combine(rewriteFolder, Path.GetFileName(file)), rewritten);
            if (!CwmpSerializer.Default.TryRead(rewritten, out CwmpEnvelope? again, out error) || !again.Equals(envelope))
            {
                output.WriteLine($"reject {file} Rewrite@0 what was written from it reads back differently. {error}");
                return false;
            }
        }

        string id = envelope.Id is null ? "-" : OneLine(envelope.Id);
        string ns = envelope.Namespace.IsNone ? "-" : envelope.Namespace.Uri;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"ok {file} {envelope.Body.ElementName} id={id} ns={ns} items={CountItems(envelope.Body)}"));
        return true;
    }

    // A file larger than any envelope is not loaded.
    private static bool TryLoad(string file, out byte[] bytes, out string reason)
    {
        bytes = [];
        reason = string.Empty;
        int limit = CwmpSerializer.Default.Limits.MaxEnvelopeBytes;
        try
        {
            long length = new FileInfo(file).Length;
            if (length > limit)
            {
                var error = new CwmpProtocolError { Code = CwmpProtocolErrorCode.EnvelopeTooLarge, Offset = limit };
                reason = string.Create(CultureInfo.InvariantCulture, $"{error.Code}@{error.Offset} {error}");
                return false;
            }

            bytes = File.ReadAllBytes(file);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reason = "Unreadable@0 " + OneLine(e.Message);
            return false;
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    // The items of the one list a message is about; 0 for messages without any.
    private static int CountItems(CwmpMessage message) => message switch
    {
        Inform m => m.ParameterList.Count,
        GetRPCMethodsResponse m => m.MethodList.Count,
        SetParameterValues m => m.ParameterList.Count,
        GetParameterValues m => m.ParameterNames.Count,
        GetParameterValuesResponse m => m.ParameterList.Count,
        GetParameterNamesResponse m => m.ParameterList.Count,
        SetParameterAttributes m => m.ParameterList.Count,
        GetParameterAttributes m => m.ParameterNames.Count,
        GetParameterAttributesResponse m => m.ParameterList.Count,
        ScheduleDownload m => m.TimeWindowList.Count,
        GetQueuedTransfersResponse m => m.TransferList.Count,
        GetAllQueuedTransfersResponse m => m.TransferList.Count,
        ChangeDUState m => m.Operations.Count,
        DUStateChangeComplete m => m.Results.Count,
        AutonomousDUStateChangeComplete m => m.Results.Count,
        SetVouchers m => m.VoucherList.Count,
        GetOptionsResponse m => m.OptionList.Count,
        RequestDownload m => m.FileTypeArg.Count,
        VendorRequest m => m.Arguments.Count,
        VendorResponse m => m.Results.Count,
        CwmpFault m => m.SetParameterValuesFaults.Count,
        _ => 0,
    };
}
