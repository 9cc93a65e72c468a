// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Cpe.Transfers;

/// <summary>The directory in which files are kept while they are downloaded. A file that cannot be deleted is logged and left.</summary>
internal sealed class CpeTransferFiles(string directory, ILogger log)
{
    // Matches every PathOf.
    private const string Pattern = "download-*.part";

    private readonly List<CpeTransfer> _spent = [];

    public string PathOf(CpeTransfer transfer) => Path.Combine(directory, FormattableString.Invariant($"download-{transfer.Id}.part"));

    public void CreateDirectory() => Directory.CreateDirectory(directory);

    /// <summary>
    /// The transfer is over. Its file goes when that is stored: until then a power cut would have the file applied again.
    /// </summary>
    public void DeleteWhenStored(CpeTransfer transfer) => _spent.Add(transfer);

    /// <summary>The state is stored.</summary>
    public void Stored()
    {
        foreach (CpeTransfer transfer in _spent)
        {
            Delete(transfer);
        }

        _spent.Clear();
    }

    public void Delete(CpeTransfer transfer)
    {
        if (transfer.Info.IsDownload)
        {
            Delete(PathOf(transfer));
        }
    }

    /// <summary>Deletes what a power cut left of transfers that are over, and what a factory reset left of the others.</summary>
    public void DeleteOrphans(CpeTransferQueue queue)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        HashSet<string> needed = [.. queue.Unfinished.Select(PathOf)];
        try
        {
            foreach (string path in Directory.GetFiles(directory, Pattern))
            {
                if (!needed.Contains(path))
                {
                    Delete(path);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The files do no harm; they only take room.
            log.CpeCallbackFailed(e);
        }
    }

    private void Delete(string path)
    {
        try
        {
            if (File.Exists(path))
            {
                File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.CpeCallbackFailed(e);
        }
    }
}
