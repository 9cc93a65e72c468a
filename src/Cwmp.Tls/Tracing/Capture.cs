// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Tracing;

/// <summary>What a capture holds.</summary>
internal sealed record Capture(byte[] Bytes, IReadOnlyList<CapturedPart> Parts, bool IsTruncated);
