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
/// The HTTP side of one CWMP session: POSTs to the ACS, with cookies, authentication, redirects and limits (TR-069 §3.4). One connection is
/// kept for the whole session; where the ACS closed it between two POSTs the next one opens another. One POST at a time.
/// </summary>
internal sealed class CpeHttpConversation : IDisposable
{
    /// <summary>TR-069 §3.4.2: up to five redirects in a row.</summary>
    public const int MaximumRedirects = 5;

    private const int MaximumUrlLength = 1024;
    private const int MaximumChallenges = 4;
    private static readonly MediaTypeHeaderValue TextXml = new("text/xml", "utf-8");

    private readonly CpeHttpSettings _settings;
    private readonly HttpMessageInvoker _invoker;
    private readonly CpeCookieJar _cookies;
    private readonly string _username;
    private readonly string _password;
    private readonly bool _allowPlainHttp;
    private HttpAuthorizer? _authorizer;
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
        _username = username;
        _password = password;
        _allowPlainHttp = allowPlainHttp;
        if (!IsAllowed(url))
        {
            throw new CpeSessionException(
                CpeSessionFailure.PlainHttpRefused,
                $"{url.Scheme}://{url.Host} would be dialled without TLS. Use an https URL, or allow plain http by name (CpePlainHttp.Acs).");
        }

        Url = url;
        _authorizer = CreateAuthorizer(preemptive: true);
        _cookies = new CpeCookieJar(settings.Time);
        _invoker = new HttpMessageInvoker(settings.CreateHandler());
    }

    /// <summary>Where the next POST goes: the URL of the session after all redirects.</summary>
    public Uri Url { get; private set; }

    /// <summary>Sends one POST and returns the response it led to, after redirects and challenges.</summary>
    /// <param name="envelope">The envelope; empty for an empty POST.</param>
    /// <param name="isRequest">Whether the envelope is a request of ours, rather than a response or a fault.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    /// <exception cref="CpeSessionException">There is no response a session could go on with.</exception>
    public async Task<CpeHttpReply> PostAsync(ReadOnlyMemory<byte> envelope, bool isRequest, CancellationToken cancellationToken)
    {
        int redirects = 0;
        int challenges = 0;
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
                switch ((int)response.StatusCode)
                {
                    case 200 or 204:
                    case 500 when !body.IsEmpty:
                        _authorizer?.OnAccepted();
                        return new CpeHttpReply(body, response.Content.Headers.ContentType?.CharSet, (int)response.StatusCode);
                    case 401:
                        ThrowIfTooMany(++challenges);
                        Answer(response);
                        break;
                    case 301 or 302 or 307 or 308:
                        Follow(response, ++redirects);
                        break;
                    default:
                        throw new CpeSessionException(
                            CpeSessionFailure.HttpStatus, $"{Url.Host} answered with HTTP status {(int)response.StatusCode}.");
                }
            }
            catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new CpeSessionException(
                    CpeSessionFailure.ResponseTimeout,
                    $"{Url.Host} gave no complete response within {_settings.ResponseTimeout.TotalSeconds:0} s.",
                    TlsHandshakeException.Find(e) ?? (Exception)e);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException or AuthenticationException or SocketException)
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

    private static void ThrowIfTooMany(int challenges)
    {
        if (challenges > MaximumChallenges)
        {
            throw new CpeSessionException(CpeSessionFailure.AuthenticationFailed, $"The ACS answered {challenges} challenges in a row with another.");
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
            // §3.4.1: an empty POST has neither. With a response the value is empty; with a request it is the empty string in quotes (SOAP 1.1 §6.1.1).
            request.Content.Headers.ContentType = TextXml;
            request.Headers.TryAddWithoutValidation("SOAPAction", isRequest ? "\"\"" : string.Empty);
        }

        request.Headers.TryAddWithoutValidation("User-Agent", _settings.UserAgent);
        if (_cookies.GetHeader(Url) is string cookies)
        {
            request.Headers.TryAddWithoutValidation("Cookie", cookies);
        }

        if (_authorizer?.CreateAuthorization("POST", Url.PathAndQuery) is string authorization)
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

        // An announced length is within the limit by now, but not believed further than a step at a time.
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
        _authorizer ??= _username.Length > 0 ? CreateAuthorizer(preemptive: false) : null;
        string why = _authorizer?.OnChallenge(challenges) switch
        {
            HttpChallengeAnswer.Retry => string.Empty,
            HttpChallengeAnswer.WrongCredentials => "The ACS does not accept ManagementServer.Username and Password.",
            null => "The ACS asks for a user name and ManagementServer.Username is empty.",
            _ => Url.Scheme == Uri.UriSchemeHttps
                ? "The ACS asks for an authentication scheme other than Basic and Digest."
                : "The ACS asks for an authentication scheme other than Digest, which is the only one used without TLS.",
        };
        if (why.Length > 0)
        {
            throw new CpeSessionException(CpeSessionFailure.AuthenticationFailed, why);
        }
    }

    private void Follow(HttpResponseMessage response, int redirects)
    {
        if (redirects > MaximumRedirects)
        {
            throw new CpeSessionException(
                CpeSessionFailure.TooManyRedirects, $"The ACS redirected {redirects} times in a row; {MaximumRedirects} are followed.");
        }

        string location = response.Headers.TryGetValues("Location", out IEnumerable<string>? values) ? values.First() : string.Empty;
        if (location.Length is 0 or > MaximumUrlLength || !Uri.TryCreate(Url, location, out Uri? target)
            || target.Scheme is not ("http" or "https") || target.UserInfo.Length > 0)
        {
            throw new CpeSessionException(CpeSessionFailure.RedirectRefused, $"{Url.Host} redirected to something that is no http or https URL.");
        }

        if ((Url.Scheme == Uri.UriSchemeHttps && target.Scheme == Uri.UriSchemeHttp) || !IsAllowed(target))
        {
            throw new CpeSessionException(
                CpeSessionFailure.RedirectRefused, $"{Url.Host} redirected from TLS to plain http at {target.Host}, which is not followed.");
        }

        if (Uri.Compare(Url, target, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) != 0)
        {
            // Another server: it gets the password if it asks for it inside TLS, not unasked.
            _authorizer = null;
            Url = target;
            _authorizer = CreateAuthorizer(preemptive: false);
        }

        Url = target;
    }

    private bool IsAllowed(Uri url) => url.Scheme == Uri.UriSchemeHttps ? _settings.TlsContext is not null || _settings.HandlerFactory is not null : _allowPlainHttp;

    private HttpAuthorizer? CreateAuthorizer(bool preemptive)
    {
        if (_username.Length == 0)
        {
            return null;
        }

        // §3.4.4: Basic inside TLS alone, and there without being asked, which saves the Inform a round trip.
        return Url.Scheme == Uri.UriSchemeHttps
            ? new HttpAuthorizer(_username, _password, HttpAuthenticationSchemes.Basic | HttpAuthenticationSchemes.Digest, preemptive)
            : new HttpAuthorizer(_username, _password, HttpAuthenticationSchemes.Digest);
    }
}
