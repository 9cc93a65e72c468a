// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>Protocol names in the form of RFC 7301 §3.1: each with its length before it.</summary>
internal static class ApplicationProtocols
{
    public static byte[] Encode(IReadOnlyList<SslApplicationProtocol> protocols)
    {
        using var list = new MemoryStream();
        foreach (SslApplicationProtocol protocol in protocols)
        {
            list.WriteByte((byte)protocol.Protocol.Length);
            list.Write(protocol.Protocol.Span);
        }

        return list.ToArray();
    }

    /// <summary>Finds the first of our protocols that the client offers.</summary>
    /// <param name="ours">Ours, the best first.</param>
    /// <param name="offered">The client's list.</param>
    /// <returns>Where the name stands in the client's list, and its length; length 0 where none is offered.</returns>
    public static (int Offset, int Length) Select(IReadOnlyList<SslApplicationProtocol> ours, ReadOnlySpan<byte> offered)
    {
        foreach (SslApplicationProtocol protocol in ours)
        {
            for (int i = 0; i < offered.Length && i + 1 + offered[i] <= offered.Length; i += 1 + offered[i])
            {
                if (offered.Slice(i + 1, offered[i]).SequenceEqual(protocol.Protocol.Span))
                {
                    return (i + 1, offered[i]);
                }
            }
        }

        return default;
    }
}
