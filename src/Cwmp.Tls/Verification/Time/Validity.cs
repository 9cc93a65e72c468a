// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Time;

/// <summary>Where a time lies relative to a validity period.</summary>
internal enum Validity
{
    NotYetValid,
    Expired,
    Current,
}
