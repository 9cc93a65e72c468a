// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.AspNetCore.Diagnostics;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.HttpAuthentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Cwmp.Tls.AspNetCore.Authentication;

/// <summary>Checks the Authorization header of a request. Thread-safe.</summary>
internal sealed class HttpClaimChecker(
    CwmpHttpAuthenticationOptions options, ICwmpCredentialStore store, HttpAuthenticator authenticator, TimeProvider time, ILogger logger)
{
    private const int MaxUsernameLength = 512;

    private readonly AttemptLimits _limits = new(options, time);
    private readonly HttpAuthenticationSchemes _schemesInsideTls = options.SchemesInsideTls;

    public async ValueTask<HttpClaim> CheckAsync(
        StringValues header, string method, string target, bool isSecure, string? address, CancellationToken cancellationToken)
    {
        // An ACS without accounts asks for no password and cannot judge one that a device sends unasked (TR-069 §3.4.4).
        if (header.Count == 0 || store is NoCredentialStore)
        {
            return default;
        }

        HttpAuthenticationSchemes allowed = isSecure ? _schemesInsideTls : HttpAuthenticationSchemes.Digest;
        if (header.Count != 1 || !HttpAuthorization.TryParse(header[0], out HttpAuthorization? authorization) ||
            authorization.Username.Length is 0 or > MaxUsernameLength)
        {
            _limits.RecordFailure(address, null);
            return new HttpClaim { Result = AcsHttpAuthentication.Invalid };
        }

        string username = authorization.Username;
        if (!allowed.HasFlag(authorization.Scheme))
        {
            // The engine is told of Basic without TLS and never believes it. The peer does not learn whether the password was right.
            bool isBasicInTheClear = !isSecure && authorization.Scheme == HttpAuthenticationSchemes.Basic;
            return new HttpClaim
            {
                Result = isBasicInTheClear ? AcsHttpAuthentication.Basic : AcsHttpAuthentication.Invalid,
                Username = username,
            };
        }

        if (_limits.IsBlocked(address, username))
        {
            AspNetCoreLog.AttemptBlocked(logger, username, address);
            return new HttpClaim { Result = AcsHttpAuthentication.Invalid, Username = username, IsBlocked = true };
        }

        CwmpAccount? account = await store.FindAsync(username, cancellationToken).ConfigureAwait(false);
        switch (authenticator.Verify(authorization, account?.Credential, method, target))
        {
            case HttpAuthenticationResult.Accepted:
                _limits.RecordSuccess(address, username);
                return new HttpClaim
                {
                    Result = authorization.Scheme == HttpAuthenticationSchemes.Basic
                        ? AcsHttpAuthentication.Basic
                        : AcsHttpAuthentication.Digest,
                    Username = username,
                    Device = account!.Device ?? (DeviceIdentity.TryParse(username, out DeviceIdentity? device) ? device : null),
                };

            case HttpAuthenticationResult.Stale:
                // Neither a failure nor a proof: as if no credentials had come, but the challenge says why.
                return new HttpClaim { IsStale = true };

            default:
                _limits.RecordFailure(address, username);
                return new HttpClaim { Result = AcsHttpAuthentication.Invalid, Username = username };
        }
    }
}
