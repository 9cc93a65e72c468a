// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Acs.Posts;
using Cwmp.Tls.AspNetCore.Authentication;
using Cwmp.Tls.AspNetCore.Diagnostics;
using Cwmp.Tls.HttpAuthentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.AspNetCore.Endpoints;

/// <summary>The HTTP side of one ACS: takes each POST apart for the engine, and writes the engine's reply. Thread-safe.</summary>
internal sealed class CwmpAcsEndpoint
{
    private readonly AcsEngine _engine;
    private readonly CwmpAcsOptions _options;
    private readonly HttpAuthenticationSchemes _schemesInsideTls;
    private readonly TimeSpan _retryAfter;
    private readonly HttpAuthenticator _authenticator;
    private readonly HttpClaimChecker _claims;
    private readonly SenderReader _senders;
    private readonly BodyMemory _memory;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private int _inProgress;

    public CwmpAcsEndpoint(AcsEngine engine, CwmpAcsOptions options, ICwmpCredentialStore store, ILogger logger)
    {
        _engine = engine;
        _options = options.Snapshot();
        _schemesInsideTls = options.HttpAuthentication.SchemesInsideTls;
        _retryAfter = options.Engine.RetryAfter;
        _time = options.Engine.TimeProvider;
        _authenticator = new HttpAuthenticator(options.HttpAuthentication.AuthenticatorWith(_time));
        _claims = new HttpClaimChecker(options.HttpAuthentication, store, _authenticator, _time, logger);
        _senders = new SenderReader(_options.TrustedProxies, logger);
        _memory = new BodyMemory(_options.MaxBufferedBytes);
        _logger = logger;
    }

    public AcsEngine Engine => _engine;

    public int RequestsInProgress => Volatile.Read(ref _inProgress);

    public async Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            Refuse(context, null, StatusCodes.Status405MethodNotAllowed, "only POST is answered");
            return;
        }

        if (!_senders.TryRead(context, out Sender sender))
        {
            Refuse(context, null, StatusCodes.Status400BadRequest, "malformed header of a trusted proxy");
            return;
        }

        string? remote = sender.Evidence.RemoteAddress;
        try
        {
            if (Interlocked.Increment(ref _inProgress) > _options.MaxConcurrentRequests)
            {
                AspNetCoreLog.Overloaded(_logger, remote, nameof(CwmpAcsOptions.MaxConcurrentRequests));
                ComeBackLater(context, StatusCodes.Status503ServiceUnavailable);
                return;
            }

            await AnswerAsync(context, sender).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The connection is gone. The session waits for the device to come back on another one.
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            Refuse(context, remote, e.StatusCode, e.Message);
        }
        catch (IOException) when (!context.Response.HasStarted)
        {
            context.Abort();
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            AspNetCoreLog.PostFailed(_logger, e, remote);
            Refuse(context, remote, StatusCodes.Status500InternalServerError, "see the error above");
        }
        finally
        {
            Interlocked.Decrement(ref _inProgress);
        }
    }

    private async Task AnswerAsync(HttpContext context, Sender sender)
    {
        HttpClaim? checkedClaim = await CheckClaimAsync(context, sender).ConfigureAwait(false);
        if (checkedClaim is not { IsBlocked: false } claim)
        {
            ComeBackLater(context, checkedClaim is null ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status429TooManyRequests);
            return;
        }

        IReadOnlyList<string> tokens = SessionCookie.Read(context.Request.Headers.Cookie, _options.CookieName, AcsRequest.MaxSessionTokens);
        AcsPeerEvidence evidence = claim.Result == AcsHttpAuthentication.None
            ? sender.Evidence
            : sender.Evidence with { HttpAuthentication = claim.Result, Username = claim.Username, UsernameDevice = claim.Device };

        // A stranger is refused before its body is read, so that it keeps no place here while the body drips in, and takes none of the
        // memory for bodies.
        AcsAdmission admission =
            _engine.Admit(new AcsRequest { SessionTokens = tokens, ConnectionKey = sender.ConnectionKey, Evidence = evidence });
        if (admission.Refusal is { } refusal)
        {
            await WriteAsync(context, refusal, sender, claim.IsStale).ConfigureAwait(false);
            return;
        }

        using var body = new RequestBody(_memory, _options.MaxBodyBytes);
        BodyError error = await ReadBodyAsync(context, body).ConfigureAwait(false);
        if (error != BodyError.None)
        {
            RefuseBody(context, sender, error);
            return;
        }

        string? charset = body.Octets.IsEmpty ? null : ContentType.CharsetOf(context.Request.ContentType);
        AcsReply reply = await _engine.HandleAsync(admission, body.Octets, charset, context.RequestAborted).ConfigureAwait(false);
        await WriteAsync(context, reply, sender, claim.IsStale).ConfigureAwait(false);
    }

    // Null where the accounts cannot be had at the moment.
    private async ValueTask<HttpClaim?> CheckClaimAsync(HttpContext context, Sender sender)
    {
        HttpRequest request = context.Request;
        if (request.Headers.Authorization.Count == 0)
        {
            return default(HttpClaim);
        }

        string? address = sender.Address is null ? null : HttpAttemptLimiter.KeyOf(sender.Address);
        string target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        try
        {
            return await _claims.CheckAsync(
                request.Headers.Authorization, request.Method, target, sender.Evidence.IsSecure, address, context.RequestAborted)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
        {
            AspNetCoreLog.StoreFailed(_logger, e, sender.Evidence.RemoteAddress);
            return null;
        }
    }

    private async ValueTask<BodyError> ReadBodyAsync(HttpContext context, RequestBody body)
    {
        HttpRequest request = context.Request;
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } || request.ContentLength == 0)
        {
            return BodyError.None;
        }

        if (request.ContentLength > _options.MaxBodyBytes)
        {
            return BodyError.TooLarge;
        }

        if (request.Headers.ContentEncoding.Count > 1)
        {
            return BodyError.UnsupportedCoding;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = _options.MaxBodyBytes;
        }

        using var timeout = new CancellationTokenSource(_options.BodyTimeout, _time);
        try
        {
            return await body.ReadAsync(request.Body, request.Headers.ContentEncoding, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            return BodyError.TimedOut;
        }
    }

    private void RefuseBody(HttpContext context, in Sender sender, BodyError error)
    {
        string? remote = sender.Evidence.RemoteAddress;

        // What is left of the body is not worth waiting for.
        context.Response.Headers.Connection = "close";
        switch (error)
        {
            case BodyError.UnsupportedCoding:
                // RFC 9110 §15.5.16: say what would have been understood.
                context.Response.Headers.AcceptEncoding = string.Join(", ", ContentCodings.Names);
                Refuse(context, remote, StatusCodes.Status415UnsupportedMediaType, "unknown content coding");
                break;
            case BodyError.TooLarge:
                Refuse(context, remote, StatusCodes.Status413PayloadTooLarge, "the body is longer than MaxBodyBytes");
                break;
            case BodyError.TimedOut:
                Refuse(context, remote, StatusCodes.Status408RequestTimeout, "the body did not arrive within BodyTimeout");
                break;
            case BodyError.NoMemory:
                AspNetCoreLog.Overloaded(_logger, remote, nameof(CwmpAcsOptions.MaxBufferedBytes));
                ComeBackLater(context, StatusCodes.Status503ServiceUnavailable);
                break;
            default:
                Refuse(context, remote, StatusCodes.Status400BadRequest, "the body is not what its content coding says");
                break;
        }
    }

    private async ValueTask WriteAsync(HttpContext context, AcsReply reply, Sender sender, bool isStale)
    {
        HttpResponse response = context.Response;
        bool isSecure = sender.Evidence.IsSecure;
        response.StatusCode = reply.StatusCode;
        if (reply.SessionToken is { } token)
        {
            response.Headers.SetCookie = SessionCookie.Format(_options.CookieName, token, isSecure);
        }

        switch (reply.Kind)
        {
            case AcsReplyKind.Envelope:
                response.ContentType = "text/xml; charset=utf-8";
                response.ContentLength = reply.Body.Length;
                await response.BodyWriter.WriteAsync(reply.Body, context.RequestAborted).ConfigureAwait(false);
                return;
            case AcsReplyKind.Empty:
                return;
            case AcsReplyKind.Challenge:
                HttpAuthenticationSchemes schemes = isSecure ? reply.ChallengeSchemes & _schemesInsideTls : reply.ChallengeSchemes;
                response.Headers.WWWAuthenticate = _authenticator.CreateChallenges(schemes, isStale).ToArray();
                break;
            case AcsReplyKind.Forbidden when reply.Failure == AcsRequestFailure.CertificateRefused && sender.ConnectionKey is not null:
                // Nothing more can come of this connection; a new handshake is refused as well. A proxy's carries other devices too.
                response.Headers.Connection = "close";
                break;
            case AcsReplyKind.Redirect:
                response.Headers.Location = reply.Location!.AbsoluteUri;
                break;
            case AcsReplyKind.Unavailable:
                SetRetryAfter(response, reply.RetryAfter ?? _retryAfter);
                break;
        }

        response.ContentLength = 0;
    }

    private void ComeBackLater(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        SetRetryAfter(context.Response, _retryAfter);
        context.Response.ContentLength = 0;
    }

    private void Refuse(HttpContext context, string? remote, int status, string reason)
    {
        AspNetCoreLog.PostRefused(_logger, remote, status, reason);
        context.Response.StatusCode = status;
        context.Response.ContentLength = 0;
    }

    private static void SetRetryAfter(HttpResponse response, TimeSpan after) =>
        response.Headers.RetryAfter = ((long)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
