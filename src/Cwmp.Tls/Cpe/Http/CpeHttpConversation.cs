// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using Cwmp.Tls.Cpe.Sessions;
using Cwmp.Tls.HttpAuthentication;

namespace Cwmp.Tls.Cpe.Http;

/// <summary>
/// The HTTP side of one CWMP session: POSTs to the ACS, with cookies, authentication, redirects and limits (TR-069 §3.4). One connection
/// serves the whole session; if the ACS closes it between two POSTs, the next POST opens another one. One POST at a time.
/// </summary>
internal sealed class CpeHttpConversation : IDisposable
{
    /// <summary>How many redirects in a row are followed (TR-069 §3.4.2).</summary>
    public const int MaximumRedirects = 5;

    private static readonly MediaTypeHeaderValue TextXml = new("text/xml", "utf-8");

    private readonly CpeHttpSettings _settings;
    private readonly HttpMessageInvoker _invoker;
    private readonly CpeCookieJar _cookies;
    private readonly HttpOriginGuard _guard;
    private byte[] _buffer = [];

    /// <param name="settings">What all conversations have in common.</param>
    /// <param name="url">ManagementServer.URL.</param>
    /// <param name="username">ManagementServer.Username; empty for none.</param>
    /// <param name="password">ManagementServer.Password.</param>
    /// <param name="allowPlainHttp">Whether plain http is allowed by name.</param>
    /// <exception cref="CpeSessionException">The URL may not be used.</exception>
    public CpeHttpConversation(CpeHttpSettings settings, Uri url, string username, string password, bool allowPlainHttp)
    {
        _settings = settings;
        HttpClientRules rules = Rules(settings.AllowsTls, allowPlainHttp);
        if (!rules.Allow(url))
        {
            throw new CpeSessionException(
                CpeSessionFailure.PlainHttpRefused,
                $"{url.Scheme}://{url.Host} would be dialled without TLS. "
                + "Use an https URL, or allow plain http in CpeEngineOptions.PlainHttp.");
        }

        _guard = new HttpOriginGuard(rules, url, username.Length > 0 ? username : null, password);
        _cookies = new CpeCookieJar(settings.Time);
        _invoker = new HttpMessageInvoker(settings.CreateHandler());
    }

    /// <summary>Where the next POST goes: the URL of the session after all redirects.</summary>
    public Uri Url => _guard.Url;

    /// <summary>
    /// What a conversation with an ACS is allowed to do. An ACS that a redirect leads to serves the same session, so it gets the
    /// credentials if it asks for them (TR-069 §3.4.2, §3.4.4).
    /// </summary>
    internal static HttpClientRules Rules(bool allowsTls, bool allowsPlainHttp) => new()
    {
        AllowsTls = allowsTls,
        AllowsPlainHttp = allowsPlainHttp,
        SendsBasicUnasked = true,
        AnswersRedirectTargets = true,
        MaxRedirects = MaximumRedirects,
    };

    /// <summary>Sends one POST and returns its response, after redirects and challenges.</summary>
    /// <param name="envelope">The envelope; empty for an empty POST.</param>
    /// <param name="isRequest">Whether the envelope is a request of ours, rather than a response or a fault.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    /// <exception cref="CpeSessionException">No response came with which the session can go on.</exception>
    public async Task<CpeHttpReply> PostAsync(ReadOnlyMemory<byte> envelope, bool isRequest, CancellationToken cancellationToken)
    {
        _guard.BeginRequest();
        while (true)
        {
            using CancellationTokenSource timeout = new(_settings.ResponseTimeout, _settings.Time);
            using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            try
            {
                using HttpRequestMessage request = CreateRequest(envelope, isRequest);
                using HttpResponseMessage response = await _invoker.SendAsync(request, linked.Token).ConfigureAwait(false);
                ReadOnlyMemory<byte> body = await ReadBodyAsync(response, linked.Token).ConfigureAwait(false);
                KeepCookies(response);
                int status = (int)response.StatusCode;
                switch (status)
                {
                    case 200 or 204:
                    case 500 when !body.IsEmpty:
                        _guard.OnAccepted();
                        return new CpeHttpReply(body, response.Content.Headers.ContentType?.CharSet, status);
                    case 401:
                        Answer(response);
                        break;
                    case var _ when HttpOriginGuard.IsRedirect(status, "POST"):
                        Follow(response);
                        break;
                    default:
                        throw new CpeSessionException(
                            CpeSessionFailure.HttpStatus, $"{Url.Host} answered with HTTP status {status}.");
                }
            }
            catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new CpeSessionException(
                    CpeSessionFailure.ResponseTimeout,
                    $"{Url.Host} sent no complete response within {_settings.ResponseTimeout.TotalSeconds:0} s.",
                    TlsHandshakeException.Find(e) ?? (Exception)e);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException
                or AuthenticationException or SocketException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw CpeFailures.Classify(e, Url);
            }
        }
    }

    public void Dispose()
    {
        _invoker.Dispose();
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
            _buffer = [];
        }
    }

    private HttpRequestMessage CreateRequest(ReadOnlyMemory<byte> envelope, bool isRequest)
    {
        HttpRequestMessage request = new(HttpMethod.Post, Url)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ReadOnlyMemoryContent(envelope),
        };
        if (!envelope.IsEmpty)
        {
            // §3.4.1: an empty POST has neither Content-Type nor SOAPAction. With a response of ours the value of SOAPAction is empty; with
            // a request it is the empty string in quotes (SOAP 1.1 §6.1.1).
            request.Content.Headers.ContentType = TextXml;
            request.Headers.TryAddWithoutValidation("SOAPAction", isRequest ? "\"\"" : string.Empty);
        }

        request.Headers.TryAddWithoutValidation("User-Agent", _settings.UserAgent);
        if (_cookies.GetHeader(Url) is string cookies)
        {
            request.Headers.TryAddWithoutValidation("Cookie", cookies);
        }

        if (_guard.CreateAuthorization("POST", Url.PathAndQuery) is string authorization)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return request;
    }

    private async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        long? announced = response.Content.Headers.ContentLength;
        if (response.StatusCode == HttpStatusCode.NoContent || announced == 0)
        {
            return default;
        }

        if (response.Content.Headers.ContentEncoding.Any(coding => !coding.Equals("identity", StringComparison.OrdinalIgnoreCase)))
        {
            throw new CpeSessionException(
                CpeSessionFailure.MalformedResponse,
                $"The response is encoded ({string.Join(", ", response.Content.Headers.ContentEncoding)}), which was not offered.");
        }

        ThrowIfTooLarge(announced ?? 0);
        using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        int length = 0;
        while (true)
        {
            MakeRoom(length, announced);
            int read = await stream.ReadAsync(_buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return _buffer.AsSpan(0, length).IndexOfAnyExcept(" \t\r\n\0"u8) < 0 ? default : _buffer.AsMemory(0, length);
            }

            length += read;
            ThrowIfTooLarge(length);
        }
    }

    private void MakeRoom(int length, long? announced)
    {
        if (length < _buffer.Length)
        {
            return;
        }

        // An announced length is within the limit here. The buffer still grows only step by step, with what really arrives.
        int wanted = Math.Max(Math.Max(4096, length * 2), (int)Math.Min((announced ?? 0) + 1, 64 * 1024));
        byte[] larger = ArrayPool<byte>.Shared.Rent(wanted);
        _buffer.AsSpan(0, length).CopyTo(larger);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        }

        _buffer = larger;
    }

    private void ThrowIfTooLarge(long length)
    {
        if (length > _settings.MaxResponseSize)
        {
            throw new CpeSessionException(
                CpeSessionFailure.ResponseTooLarge,
                $"The response of {Url.Host} is larger than {_settings.MaxResponseSize} octets (CpeEngineOptions.MaxResponseSize).");
        }
    }

    private void KeepCookies(HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies))
        {
            foreach (string cookie in cookies)
            {
                _cookies.Set(Url, cookie);
            }
        }
    }

    private void Answer(HttpResponseMessage response)
    {
        IEnumerable<string> challenges = response.Headers.TryGetValues("WWW-Authenticate", out IEnumerable<string>? values) ? values : [];
        string why = _guard.OnChallenge(challenges) switch
        {
            HttpChallengeAnswer.Retry => string.Empty,
            HttpChallengeAnswer.WrongCredentials => "The ACS does not accept ManagementServer.Username and Password.",
            HttpChallengeAnswer.NoCredentials => "The ACS asks for a user name and ManagementServer.Username is empty.",
            HttpChallengeAnswer.TooMany => "The ACS answered each of several challenges in a row with another challenge.",
            _ => Url.Scheme == Uri.UriSchemeHttps
                ? "The ACS asks for an authentication scheme other than Basic and Digest."
                : "The ACS asks for an authentication scheme other than Digest, which is the only one used without TLS.",
        };
        if (why.Length > 0)
        {
            throw new CpeSessionException(CpeSessionFailure.AuthenticationFailed, why);
        }
    }

    private void Follow(HttpResponseMessage response)
    {
        Uri from = Url;
        string? location = response.Headers.TryGetValues("Location", out IEnumerable<string>? values) ? values.First() : null;
        switch (_guard.OnRedirect(location))
        {
            case HttpRedirectAnswer.Follow:
                return;
            case HttpRedirectAnswer.TooMany:
                throw new CpeSessionException(
                    CpeSessionFailure.TooManyRedirects,
                    $"The ACS redirected more than {MaximumRedirects} times in a row; no further redirect is followed.");
            case HttpRedirectAnswer.NotAllowed:
                throw new CpeSessionException(
                    CpeSessionFailure.RedirectRefused,
                    $"{from.Host} redirected to {HttpOrigin.Of(new Uri(from, location!))}, which is not followed: "
                    + "a redirect may not lead out of TLS, nor to a scheme that the settings do not allow.");
            default:
                throw new CpeSessionException(
                    CpeSessionFailure.RedirectRefused, $"{from.Host} redirected to something that is no http or https URL.");
        }
    }
}
