// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using System.Security.Cryptography;
using Cwmp.Tls.Verification.Der;

namespace Cwmp.Tls.Verification.Keys;

/// <summary>What became of checking a signature.</summary>
internal enum SignatureOutcome
{
    Valid,
    Invalid,

    /// <summary>There was no budget left to check it.</summary>
    NotChecked,

    /// <summary>This library does not verify the algorithm.</summary>
    UnsupportedAlgorithm,

    /// <summary>The issuer's key is of another kind than the algorithm asks for, or cannot be imported.</summary>
    UnusableKey,
}
