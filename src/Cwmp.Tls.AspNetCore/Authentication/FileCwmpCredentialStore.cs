// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Frozen;
using System.Text;
using Cwmp.Tls.AspNetCore.Diagnostics;
using Cwmp.Tls.HttpAuthentication;
using Cwmp.Tls.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cwmp.Tls.AspNetCore.Authentication;

/// <summary>
/// Accounts in a text file, one <c>username:password</c> on each line, in UTF-8. Empty lines and lines that begin with <c>#</c> are
/// skipped. The first colon ends the name; everything after it is the password, further colons and spaces included. Thread-safe.
/// </summary>
/// <remarks>
/// The store looks at the file every second. A changed file is read as soon as two looks in a row find it the same, so a file that is still
/// being written is left alone. A file that cannot be read leaves the accounts as they are, and the log says what is wrong with it. A file
/// behind a link that was swapped counts as changed, and so does a file whose length and time of writing stayed the same.
/// </remarks>
/// <example>
/// <code>
/// using var store = new FileCwmpCredentialStore("/etc/acs/users");
/// CwmpAccount? account = await store.FindAsync("00D09E-Gateway-0001", cancellationToken);
/// </code>
/// An ACS on ASP.NET Core makes the store with <c>AddCwmpAcs(…).AddCredentialFile("/etc/acs/users")</c>.
/// </example>
public sealed class FileCwmpCredentialStore : ICwmpCredentialStore, IDisposable
{
    /// <summary>The largest file that is read: 256 MiB.</summary>
    public const long MaxFileSize = 256L << 20;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly ILogger _logger;
    private readonly FileWatch _watch;
    private volatile FrozenDictionary<string, CwmpAccount> _accounts;

    /// <summary>Reads the file and begins to watch it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="loggerFactory">Where changes, and files that cannot be read, are logged; null for nowhere.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="IOException">The file cannot be read or is larger than <see cref="MaxFileSize"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="FormatException">
    /// A line is not <c>username:password</c>, or two lines have the same name; the message gives the line.
    /// </exception>
    public FileCwmpCredentialStore(string path, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = Path.GetFullPath(path);
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<FileCwmpCredentialStore>();

        // The watch is made before the file is read: what changes in between is then noticed.
        _watch = new FileWatch([_path], ReadAgain, failure => AspNetCoreLog.CredentialFileUnreadable(_logger, failure, _path));
        _accounts = Read(_path);
        _watch.Start(LookEvery, timeProvider ?? TimeProvider.System);
    }

    /// <summary>How many accounts there are.</summary>
    public int Count => _accounts.Count;

    /// <inheritdoc/>
    public ValueTask<CwmpAccount?> FindAsync(string username, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(username);
        return new(_accounts.GetValueOrDefault(username));
    }

    /// <summary>Ends the watch. The accounts stay as they are.</summary>
    public void Dispose() => _watch.Dispose();

    private Action ReadAgain()
    {
        FrozenDictionary<string, CwmpAccount> accounts = Read(_path);
        return () =>
        {
            _accounts = accounts;
            AspNetCoreLog.CredentialFileRead(_logger, _path, accounts.Count);
        };
    }

    private static FrozenDictionary<string, CwmpAccount> Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        if (file.Length > MaxFileSize)
        {
            throw new IOException($"The credential file {path} has {file.Length} bytes; at most {MaxFileSize} are read.");
        }

        using var reader = new StreamReader(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        var accounts = new Dictionary<string, CwmpAccount>(StringComparer.Ordinal);
        int number = 0;
        try
        {
            while (reader.ReadLine() is { } line)
            {
                number++;
                if (line.Length == 0 || line[0] == '#')
                {
                    continue;
                }

                // No part of the line may be in a message: it could be the password.
                int colon = line.IndexOf(':', StringComparison.Ordinal);
                if (colon <= 0 || colon == line.Length - 1)
                {
                    throw new FormatException($"{path}, line {number}: a line is username:password, and neither part is empty.");
                }

                if (!accounts.TryAdd(line[..colon], new CwmpAccount(HttpCredential.FromPassword(line[(colon + 1)..]))))
                {
                    throw new FormatException($"{path}, line {number}: an earlier line has the same user name.");
                }
            }
        }
        catch (DecoderFallbackException)
        {
            throw new FormatException($"{path}, after line {number}: the file is not UTF-8.");
        }

        return accounts.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
