// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>What a nonce of ours contains: when it was made (Unix milliseconds) and its random identifier.</summary>
internal readonly record struct DigestNonceId(long IssuedAt, UInt128 Random);
