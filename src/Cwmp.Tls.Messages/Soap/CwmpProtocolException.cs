// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Soap;

/// <summary>
/// The peer sent something that is no CWMP envelope. The message names the error and the byte; it holds nothing of what the peer wrote but
/// element names.
/// </summary>
public sealed class CwmpProtocolException : Exception
{
    /// <summary>Wraps an error.</summary>
    /// <param name="error">The error.</param>
    public CwmpProtocolException(CwmpProtocolError error)
        : base(error.ToString())
    {
        Error = error;
    }

    /// <summary>The error with everything known about it.</summary>
    public CwmpProtocolError Error { get; }

    /// <summary>What is wrong.</summary>
    public CwmpProtocolErrorCode Code => Error.Code;

    /// <summary>The offset of the byte where reading stopped.</summary>
    public long Offset => Error.Offset;
}
