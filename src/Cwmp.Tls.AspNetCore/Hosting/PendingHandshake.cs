// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.AspNetCore.Hosting;

/// <summary>A connection whose TLS handshake is not done yet. Its fields belong to <see cref="PendingHandshakes"/>.</summary>
internal sealed class PendingHandshake(string address, Action close)
{
    public string Address { get; } = address;

    /// <summary>Whether the client has sent its hello.</summary>
    public bool HasSpoken { get; set; }

    /// <summary>Its place among all; null once it has left.</summary>
    public LinkedListNode<PendingHandshake>? Place { get; set; }

    /// <summary>Its place among those of its address.</summary>
    public LinkedListNode<PendingHandshake>? PlaceOfAddress { get; set; }

    public void Close() => close();
}
