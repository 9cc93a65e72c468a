// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Shared;

/// <summary>One bucket of a <see cref="TokenRate"/>, as the time stamp at which it is full again; one in the past is full.</summary>
internal readonly record struct TokenBucket(long FullAt);
