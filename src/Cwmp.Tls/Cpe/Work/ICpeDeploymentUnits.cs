// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Work;

/// <summary>
/// Installs, updates and removes software modules (TR-069 Annex H). Without an implementation ChangeDUState is answered with fault 9000.
/// </summary>
public interface ICpeDeploymentUnits
{
    /// <summary>
    /// Carries out one operation of a ChangeDUState, outside of any session. Operations of one request come in their order. One that fails
    /// does not stop the next.
    /// </summary>
    /// <param name="operation">What to do.</param>
    /// <param name="attempt">
    /// 1 for the first attempt. A higher number means that a reboot interrupted an earlier attempt: find out what it has already done.
    /// </param>
    /// <param name="cancellationToken">Cancelled when the engine is stopped, and 24 h after the request.</param>
    /// <returns>The result, as it goes into DUStateChangeComplete; the engine fills in the times where they are unknown.</returns>
    /// <exception cref="CwmpFaultException">The operation failed; its code goes into the result.</exception>
    Task<OpResultStruct> ExecuteAsync(OperationStruct operation, int attempt, CancellationToken cancellationToken);
}
