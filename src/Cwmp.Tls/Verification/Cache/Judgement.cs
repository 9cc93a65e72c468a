// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Certificates;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Time;

namespace Cwmp.Tls.Verification.Cache;

/// <summary>A verdict before callback and pins were asked: what the cache keeps.</summary>
internal sealed class Judgement(VerdictBasis basis, VerificationFinding[] findings, DeviceIdentity? identity, Period period, long ceiling)
{
    private VerifyResult? _repeated;

    public VerdictBasis Basis => basis;

    public VerificationFinding[] Findings => findings;

    /// <summary>The device the certificate names, whether or not it may be believed.</summary>
    public DeviceIdentity? Identity => identity;

    /// <summary>The result for repeated requests, where there is neither a callback nor a pin store.</summary>
    public VerifyResult Repeated => _repeated ??= new VerifyResult(basis, findings, identity, fromCache: true);

    /// <param name="time">The time now.</param>
    /// <param name="timestamp">A monotonic timestamp now, since a clock that is set back must not revive a verdict.</param>
    public bool IsFresh(TimeView time, long timestamp) =>
        timestamp <= ceiling && (time.Trust != ClockTrust.Trusted || period.Contains(time.Seconds));
}
