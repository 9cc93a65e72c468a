// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.State;

/// <summary>The few file operations a state store needs; the tests cut the power between and inside them.</summary>
internal interface IStateFileSystem
{
    /// <summary>Creates the directory, readable only by its owner, if it does not exist.</summary>
    void CreateDirectory(string directory);

    /// <summary>The whole file, or null when there is none.</summary>
    byte[]? Read(string path);

    /// <summary>
    /// Creates or truncates the file, readable only by its owner, writes it and waits until the content is on the medium.
    /// </summary>
    void WriteDurably(string path, ReadOnlySpan<byte> content);

    /// <summary>Renames, replacing what is there, in one step.</summary>
    void Move(string from, string to);

    /// <summary>Deletes the file if it exists.</summary>
    void Delete(string path);

    /// <summary>Waits until the names in the directory are on the medium.</summary>
    void FlushDirectory(string directory);
}
