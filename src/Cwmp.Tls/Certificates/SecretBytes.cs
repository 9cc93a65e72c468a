// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;

namespace Cwmp.Tls.Certificates;

/// <summary>A buffer that does not move in memory and is zeroed when done with.</summary>
internal sealed class SecretBytes(int capacity) : IDisposable
{
    public byte[] Buffer { get; private set; } = GC.AllocateArray<byte>(capacity, pinned: true);

    public int Length { get; set; } = capacity;

    public ReadOnlySpan<byte> Span => Buffer.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => Buffer.AsMemory(0, Length);

    public void Grow(int newCapacity)
    {
        byte[] larger = GC.AllocateArray<byte>(newCapacity, pinned: true);
        Buffer.CopyTo(larger, 0);
        CryptographicOperations.ZeroMemory(Buffer);
        Buffer = larger;
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(Buffer);
}
