// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Transfers;

/// <summary>An attempt at a transfer failed. Stays inside the engine.</summary>
/// <param name="code">What goes into the TransferComplete when there is no further attempt.</param>
/// <param name="message">In words, for the same place.</param>
/// <param name="mayRetry">Whether another attempt could go better.</param>
/// <param name="innerException">What was behind it.</param>
internal sealed class CpeTransferException(CwmpFaultCode code, string message, bool mayRetry, Exception? innerException = null)
    : Exception(message, innerException)
{
    public CwmpFaultCode Code { get; } = code;

    public bool MayRetry { get; } = mayRetry;
}
