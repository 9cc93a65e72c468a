// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Tracing;

/// <summary>One piece of a capture.</summary>
/// <param name="Time">When it passed.</param>
/// <param name="Direction">Which way.</param>
/// <param name="Position">Bytes that went this way before it, kept or not.</param>
/// <param name="Offset">Where it begins in the kept bytes.</param>
/// <param name="Length">How many bytes; 0 for the end of the direction.</param>
/// <param name="IsReset">A reset rather than a FIN.</param>
internal readonly record struct CapturedPart(
    DateTimeOffset Time, HandshakeDirection Direction, long Position, int Offset, int Length, bool IsReset)
{
    public bool IsEnd => Length == 0;
}
