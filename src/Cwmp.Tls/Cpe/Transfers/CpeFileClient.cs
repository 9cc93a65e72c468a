// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Cwmp.Tls.Cpe.Http;
using Cwmp.Tls.HttpAuthentication;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Transfers;

/// <summary>
/// Requests to a file server. The TLS rules are those of the ACS session (TR-069 §3.4.3 refers to §3.3): the device shows its certificate
/// where it is asked for it. The credentials are those of the RPC, for Basic and Digest, and only the server that the RPC names gets them.
/// No redirect leads out of TLS.
/// </summary>
internal sealed class CpeFileClient : IDisposable
{
    private readonly CpeHttpSettings _settings;
    private readonly HttpMessageInvoker _invoker;
    private readonly HttpClientRules _rules;
    private readonly string? _username;
    private readonly string _password;

    public CpeFileClient(CpeHttpSettings settings, string username, string password, bool allowPlainHttp)
    {
        _settings = settings;
        _rules = Rules(settings.AllowsTls, allowPlainHttp);
        _username = username.Length > 0 ? username : null;
        _password = password;
        _invoker = new HttpMessageInvoker(settings.CreateHandler());
    }

    /// <summary>
    /// What a file transfer is allowed to do. File servers redirect to URLs that carry a signature, which makes them long.
    /// </summary>
    internal static HttpClientRules Rules(bool allowsTls, bool allowsPlainHttp) => new()
    {
        AllowsTls = allowsTls,
        AllowsPlainHttp = allowsPlainHttp,
        MaxRedirects = 5,
        MaxLocationLength = 2048,
    };

    /// <summary>Sends a request until something other than a challenge or a redirect answers it.</summary>
    /// <param name="url">The URL that the RPC names.</param>
    /// <param name="create">Makes the request, once for each attempt.</param>
    /// <param name="timer">Ends the request when nothing moves.</param>
    /// <returns>The response; its body is not read.</returns>
    /// <exception cref="CpeTransferException">There is no such response.</exception>
    public async Task<HttpResponseMessage> SendAsync(Uri url, Func<Uri, Task<HttpRequestMessage>> create, CpeStallTimer timer)
    {
        if (!_rules.Allow(url))
        {
            throw new CpeTransferException(
                CwmpFaultCode.UnsupportedTransferProtocol, $"The device cannot transfer files over {url.Scheme}.", mayRetry: false);
        }

        var guard = new HttpOriginGuard(_rules, url, _username, _password);
        while (true)
        {
            using HttpRequestMessage request = await create(guard.Url).ConfigureAwait(false);
            request.Version = HttpVersion.Version11;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
            request.Headers.TryAddWithoutValidation("User-Agent", _settings.UserAgent);
            if (guard.CreateAuthorization(request.Method.Method, guard.Url.PathAndQuery) is string authorization)
            {
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            }

            HttpResponseMessage response = await _invoker.SendAsync(request, timer.Token).ConfigureAwait(false);
            timer.Touch();
            int status = (int)response.StatusCode;
            if (status != 401 && !HttpOriginGuard.IsRedirect(status, request.Method.Method))
            {
                return response;
            }

            using (response)
            {
                if (status == 401)
                {
                    Answer(guard, response);
                }
                else
                {
                    Follow(guard, response);
                }
            }
        }
    }

    public void Dispose() => _invoker.Dispose();

    private static void Answer(HttpOriginGuard guard, HttpResponseMessage response)
    {
        IEnumerable<string> challenges = response.Headers.TryGetValues("WWW-Authenticate", out IEnumerable<string>? values) ? values : [];
        if (guard.OnChallenge(challenges) != HttpChallengeAnswer.Retry)
        {
            throw new CpeTransferException(
                CwmpFaultCode.FileServerAuthenticationFailure, "The file server does not accept the credentials.", mayRetry: false);
        }
    }

    private static void Follow(HttpOriginGuard guard, HttpResponseMessage response)
    {
        string? location = response.Headers.TryGetValues("Location", out IEnumerable<string>? values) ? values.First() : null;
        if (guard.OnRedirect(location) != HttpRedirectAnswer.Follow)
        {
            throw new CpeTransferException(
                CwmpFaultCode.CannotAccessFile,
                "The file server redirects too often, out of TLS, or to something that is no http or https URL.",
                mayRetry: false);
        }
    }
}
