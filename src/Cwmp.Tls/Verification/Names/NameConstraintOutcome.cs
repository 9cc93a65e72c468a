// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Names;

/// <summary>How a certificate's names fare under one CA's name constraints.</summary>
internal enum NameConstraintOutcome
{
    Satisfied,
    NotPermitted,
    Excluded,

    /// <summary>A name of a kind that is constrained and that nobody here can compare.</summary>
    Unsupported,

    /// <summary>A name of a constrained kind that is no valid name, so nothing can be said about it.</summary>
    InvalidName,

    /// <summary>The comparisons allowed for one verification are used up.</summary>
    BudgetExceeded,
}
