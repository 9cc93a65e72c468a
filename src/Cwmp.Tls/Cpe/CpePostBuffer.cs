// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;

namespace Cwmp.Tls.Cpe;

/// <summary>
/// The body of a POST, with a limit that a device can afford and an ACS accepts (<see cref="Soap.CwmpLimits.MaxEnvelopeBytes"/>). Without
/// the limit one request could ask for the same long value any number of times.
/// </summary>
internal sealed class CpePostBuffer : IBufferWriter<byte>
{
    public const int MaximumLength = 8 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _octets = new(4096);

    public int WrittenCount => _octets.WrittenCount;

    public ReadOnlyMemory<byte> WrittenMemory => _octets.WrittenMemory;

    public void Clear() => _octets.ResetWrittenCount();

    public void Advance(int count) => _octets.Advance(count);

    /// <exception cref="TooLongException">There would be more than <see cref="MaximumLength"/> octets.</exception>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        int room = Room(sizeHint);
        Memory<byte> memory = _octets.GetMemory(sizeHint);
        return memory[..Math.Min(memory.Length, room)];
    }

    /// <exception cref="TooLongException">There would be more than <see cref="MaximumLength"/> octets.</exception>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        int room = Room(sizeHint);
        Span<byte> span = _octets.GetSpan(sizeHint);
        return span[..Math.Min(span.Length, room)];
    }

    private int Room(int sizeHint)
    {
        int room = MaximumLength - _octets.WrittenCount;
        return room >= Math.Max(sizeHint, 1) ? room : throw new TooLongException();
    }

    public sealed class TooLongException() : Exception($"A message of the device would have more than {MaximumLength} octets.");
}
