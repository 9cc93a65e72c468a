// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Sessions;

namespace Cwmp.Tls.Cpe.Http;

/// <summary>Carries the reason of a failed session from where it is noticed to where the session ends. Never leaves the engine as an exception.</summary>
internal sealed class CpeSessionException(CpeSessionFailure failure, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public CpeSessionFailure Failure { get; } = failure;
}
