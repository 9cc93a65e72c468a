// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Shared;

/// <summary>What one bucket of a <see cref="TokenRate"/> holds, and when that was counted.</summary>
internal readonly record struct TokenBucket(double Tokens, long CountedAt);
