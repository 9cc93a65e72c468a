// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Results;

namespace Cwmp.Tls.Verification;

/// <summary>
/// Takes part in a verdict, as OpenSSL's verify callback does. It is called from the anchor down to the peer's certificate: for each
/// certificate once per finding, and once more where all its findings were overridden or there were none.
/// </summary>
/// <param name="context">The certificate, its depth and the finding.</param>
/// <returns>
/// For a finding: true overrides it, false lets it stand. Without a finding (<see cref="VerifyCallbackContext.Preverified"/>): false
/// refuses the certificate. A bad signature, a revoked or malformed certificate and a few others cannot be overridden
/// (<see cref="VerificationFinding.CanBeOverridden"/>); for those findings the answer is ignored.
/// </returns>
public delegate bool VerifyCallback(VerifyCallbackContext context);
