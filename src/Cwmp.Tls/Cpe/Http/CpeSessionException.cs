// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Sessions;

namespace Cwmp.Tls.Cpe.Http;

/// <summary>Carries the failure of a session to where the session ends. It never leaves the engine as an exception.</summary>
internal sealed class CpeSessionException(CpeSessionFailure failure, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public CpeSessionFailure Failure { get; } = failure;
}
