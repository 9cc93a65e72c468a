// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Frozen;
using System.Text;
using Cwmp.Tls.AspNetCore.Diagnostics;
using Cwmp.Tls.HttpAuthentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cwmp.Tls.AspNetCore.Authentication;

/// <summary>
/// Accounts in a text file, one <c>username:password</c> a line, UTF-8. Empty lines and lines that begin with <c>#</c> are skipped; everything after the first colon is the
/// password. The file is read again when it changes; one that cannot be read then leaves the accounts as they are. Thread-safe.
/// </summary>
public sealed class FileCwmpCredentialStore : ICwmpCredentialStore
{
    /// <summary>The largest file read: 256 MiB.</summary>
    public const long MaxFileSize = 256L << 20;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _reading = new();
    private readonly string _path;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private volatile FrozenDictionary<string, CwmpAccount> _accounts;
    private FileState _state;
    private long _lookedAt;

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="logger">Told of changes and of files that cannot be read; null for nowhere.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="IOException">The file cannot be read or is larger than <see cref="MaxFileSize"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="FormatException">A line is not <c>username:password</c>, or a name stands there twice; the message says which line.</exception>
    public FileCwmpCredentialStore(string path, ILogger<FileCwmpCredentialStore>? logger = null, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = Path.GetFullPath(path);
        _logger = logger ?? NullLogger<FileCwmpCredentialStore>.Instance;
        _time = timeProvider ?? TimeProvider.System;
        _state = FileState.Of(_path);
        _accounts = Read(_path);
        _lookedAt = _time.GetTimestamp();
    }

    /// <summary>How many accounts there are.</summary>
    public int Count => _accounts.Count;

    /// <inheritdoc/>
    public ValueTask<CwmpAccount?> FindAsync(string username, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(username);
        Refresh();
        return new(_accounts.GetValueOrDefault(username));
    }

    private void Refresh()
    {
        if (_time.GetElapsedTime(Volatile.Read(ref _lookedAt)) < LookEvery || !_reading.TryEnter())
        {
            return;
        }

        try
        {
            Volatile.Write(ref _lookedAt, _time.GetTimestamp());
            FileState state = FileState.Of(_path);
            if (state == _state)
            {
                return;
            }

            // Remembered even when reading fails: a broken file is reported once, not every second.
            _state = state;
            _accounts = Read(_path);
            AspNetCoreLog.CredentialFileRead(_logger, _path, _accounts.Count);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            AspNetCoreLog.CredentialFileUnreadable(_logger, e, _path);
        }
        finally
        {
            _reading.Exit();
        }
    }

    private static FrozenDictionary<string, CwmpAccount> Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        if (file.Length > MaxFileSize)
        {
            throw new IOException($"{path} has {file.Length} bytes; at most {MaxFileSize} are read.");
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

                // No part of the line may appear in a message: it could be the password.
                int colon = line.IndexOf(':', StringComparison.Ordinal);
                if (colon <= 0 || colon == line.Length - 1)
                {
                    throw new FormatException($"{path}, line {number}: expected username:password, both not empty.");
                }

                if (!accounts.TryAdd(line[..colon], new CwmpAccount(HttpCredential.FromPassword(line[(colon + 1)..]))))
                {
                    throw new FormatException($"{path}, line {number}: the user name stands in the file twice.");
                }
            }
        }
        catch (DecoderFallbackException)
        {
            throw new FormatException($"{path}, after line {number}: not UTF-8.");
        }

        return accounts.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private readonly record struct FileState(DateTime Written, long Length)
    {
        public static FileState Of(string path)
        {
            var file = new FileInfo(path);
            return file.Exists ? new FileState(file.LastWriteTimeUtc, file.Length) : default;
        }
    }
}
