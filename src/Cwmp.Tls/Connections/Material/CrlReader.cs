// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using Cwmp.Tls.Verification.Crls;

namespace Cwmp.Tls.Connections.Material;

/// <summary>Reads the CRLs of a context.</summary>
internal static class CrlReader
{
    private const string Setting = nameof(CwmpTlsContextBuilder.LoadCrls);

    /// <summary>Reads all files and reports each bad one.</summary>
    /// <returns>The source, or null where there are no CRLs or where one is bad.</returns>
    public static CrlSource? Read(CrlOrigin origin, ConfigurationErrors errors, ICollection<IDisposable> owned)
    {
        if (origin.Source is not null)
        {
            if (origin.Files.Count > 0)
            {
                errors.Add(
                    CwmpTlsConfigurationErrorCode.SettingConflict,
                    nameof(CwmpTlsContextBuilder.UseCrls),
                    $"a CRL source excludes {Setting}; make the source with those files.");
            }

            return origin.Source;
        }

        // Each file by itself first, so that every bad one is reported.
        bool isGood = true;
        foreach (string file in origin.Files)
        {
            isGood &= IsUsable(file, errors);
        }

        if (!isGood || origin.Files.Count == 0)
        {
            return null;
        }

        CrlSource source = CrlSource.FromFiles(origin.Files);
        owned.Add(source);
        return source;
    }

    // A configuration file may hold an empty name or null.
    private static bool IsUsable(string? file, ConfigurationErrors errors)
    {
        if (errors.AddIfEmpty(file ?? "", Setting))
        {
            return false;
        }

        try
        {
            CrlStore.FromFiles(file!);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            errors.Add(
                e is FileNotFoundException or DirectoryNotFoundException
                    ? CwmpTlsConfigurationErrorCode.FileNotFound
                    : CwmpTlsConfigurationErrorCode.CrlNotUsable,
                Setting,
                $"{file}: {e.Message}",
                e);
            return false;
        }
    }
}
