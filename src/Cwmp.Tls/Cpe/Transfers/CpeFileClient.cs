// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Cwmp.Tls.Cpe.Http;
using Cwmp.Tls.HttpAuthentication;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Transfers;

/// <summary>
/// Requests to a file server: the TLS rules of the ACS session (TR-069 §3.4.3 refers to §3.3), the device's certificate where it is asked for,
/// Basic and Digest with the credentials of the RPC, redirects that never leave TLS.
/// </summary>
internal sealed class CpeFileClient : IDisposable
{
    private const int MaximumRedirects = 5;
    private const int MaximumChallenges = 3;

    private readonly CpeHttpSettings _settings;
    private readonly HttpMessageInvoker _invoker;
    private readonly string _username;
    private readonly string _password;
    private readonly bool _allowPlainHttp;

    public CpeFileClient(CpeHttpSettings settings, string username, string password, bool allowPlainHttp)
    {
        _settings = settings;
        _username = username;
        _password = password;
        _allowPlainHttp = allowPlainHttp;
        _invoker = new HttpMessageInvoker(settings.CreateHandler());
    }

    /// <summary>Sends a request until something other than a challenge or a redirect answers it.</summary>
    /// <param name="url">Where to begin.</param>
    /// <param name="create">Makes the request, anew for each attempt.</param>
    /// <param name="timer">Ends it when nothing moves.</param>
    /// <returns>The response, its body not read.</returns>
    /// <exception cref="CpeTransferException">There is no such response.</exception>
    public async Task<HttpResponseMessage> SendAsync(Uri url, Func<Uri, Task<HttpRequestMessage>> create, CpeStallTimer timer)
    {
        HttpAuthorizer? authorizer = CreateAuthorizer(url);
        int redirects = 0;
        int challenges = 0;
        while (true)
        {
            using HttpRequestMessage request = await create(url).ConfigureAwait(false);
            request.Version = HttpVersion.Version11;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
            request.Headers.TryAddWithoutValidation("User-Agent", _settings.UserAgent);
            if (authorizer?.CreateAuthorization(request.Method.Method, url.PathAndQuery) is string authorization)
            {
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            }

            HttpResponseMessage response = await _invoker.SendAsync(request, timer.Token).ConfigureAwait(false);
            timer.Touch();
            switch ((int)response.StatusCode)
            {
                case 401:
                    Challenge(response, authorizer, ++challenges);
                    break;
                case 301 or 302 or 303 or 307 or 308:
                    Uri target = Follow(url, response, ++redirects);
                    if (Uri.Compare(url, target, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) != 0)
                    {
                        // The credentials are for the server the ACS named.
                        authorizer = null;
                    }

                    url = target;
                    break;
                default:
                    return response;
            }

            response.Dispose();
        }
    }

    public void Dispose() => _invoker.Dispose();

    private static void Challenge(HttpResponseMessage response, HttpAuthorizer? authorizer, int challenges)
    {
        IEnumerable<string> headers = response.Headers.TryGetValues("WWW-Authenticate", out IEnumerable<string>? values) ? values : [];
        if (challenges > MaximumChallenges || authorizer?.OnChallenge(headers) != HttpChallengeAnswer.Retry)
        {
            response.Dispose();
            throw new CpeTransferException(
                CwmpFaultCode.FileServerAuthenticationFailure, "The file server does not accept the credentials.", mayRetry: false);
        }
    }

    private Uri Follow(Uri url, HttpResponseMessage response, int redirects)
    {
        string location = response.Headers.TryGetValues("Location", out IEnumerable<string>? values) ? values.First() : string.Empty;
        if (redirects <= MaximumRedirects && location.Length is > 0 and <= 2048 && Uri.TryCreate(url, location, out Uri? target)
            && target.UserInfo.Length == 0
            && (target.Scheme == Uri.UriSchemeHttps || (target.Scheme == Uri.UriSchemeHttp && _allowPlainHttp && url.Scheme == Uri.UriSchemeHttp)))
        {
            return target;
        }

        response.Dispose();
        throw new CpeTransferException(
            CwmpFaultCode.CannotAccessFile, "The file server redirects too often, or to where it must not.", mayRetry: false);
    }

    private HttpAuthorizer? CreateAuthorizer(Uri url) => _username.Length == 0
        ? null
        : new HttpAuthorizer(
            _username,
            _password,
            url.Scheme == Uri.UriSchemeHttps ? HttpAuthenticationSchemes.Basic | HttpAuthenticationSchemes.Digest : HttpAuthenticationSchemes.Digest);
}
