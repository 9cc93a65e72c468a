// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>An answer of the listener: a status and a few fields, and never a body.</summary>
internal sealed record ConnectionRequestAnswer(string Status)
{
    public IReadOnlyList<KeyValuePair<string, string>> Fields { get; init; } = [];

    /// <summary>Whether the connection must be closed: nobody knows for certain where the request that was read ends.</summary>
    public bool MustClose { get; init; }

    public string Format(bool closes)
    {
        var text = new StringBuilder("HTTP/1.1 ").Append(Status).Append("\r\n");
        foreach (KeyValuePair<string, string> field in Fields)
        {
            text.Append(field.Key).Append(": ").Append(field.Value).Append("\r\n");
        }

        return text.Append(closes ? "Connection: close\r\n" : "Connection: keep-alive\r\n").Append("Content-Length: 0\r\n\r\n").ToString();
    }
}
