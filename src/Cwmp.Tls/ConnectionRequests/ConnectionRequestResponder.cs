// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Security.Cryptography;
using System.Text;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.HttpAuthentication;
using Cwmp.Tls.Shared;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>Decides what the listener answers to a request. Does no I/O. Thread-safe.</summary>
internal sealed class ConnectionRequestResponder
{
    private const string Method = "GET";
    private const int RememberedAddresses = 256;

    private static readonly ConnectionRequestAnswer Accepted = new("200 OK");
    private static readonly ConnectionRequestAnswer BadRequest = new("400 Bad Request") { MustClose = true };
    private static readonly ConnectionRequestAnswer NotFound = new("404 Not Found");
    private static readonly ConnectionRequestAnswer MethodNotAllowed = new("405 Method Not Allowed") { Fields = [new("Allow", Method)] };
    private static readonly ConnectionRequestAnswer TooLarge = new("431 Request Header Fields Too Large") { MustClose = true };
    private static readonly ConnectionRequestAnswer Unavailable = new("503 Service Unavailable");

    private readonly ConnectionRequestGate _gate;
    private readonly HttpAuthenticator _authenticator;
    private readonly HttpAttemptLimiter _failures;
    private readonly ILogger _logger;
    private readonly byte[] _path;
    private volatile Credentials _credentials;

    public ConnectionRequestResponder(ConnectionRequestListenerOptions options, ConnectionRequestGate gate, ILogger logger)
    {
        var authentication = new HttpAuthenticatorOptions
        {
            Realm = options.Realm,
            NonceLifetime = TimeSpan.FromMinutes(1),
            MaxRememberedNonces = 256,
            TimeProvider = options.TimeProvider,
        };
        authentication.Algorithms.Clear();
        foreach (HttpDigestAlgorithm algorithm in options.Algorithms)
        {
            authentication.Algorithms.Add(algorithm);
        }

        _authenticator = new HttpAuthenticator(authentication);
        _failures = new HttpAttemptLimiter(options.MaxFailuresPerAddress, options.FailureWindow, RememberedAddresses, options.TimeProvider);
        _gate = gate;
        _logger = logger;
        Path = options.Path ?? ConnectionRequestListener.GeneratePath();
        _path = Encoding.ASCII.GetBytes(Path);
        _credentials = new Credentials(options.Username, options.Password);
    }

    public string Path { get; }

    public void SetCredentials(string username, string password) => _credentials = new Credentials(username, password);

    public ConnectionRequestAnswer Respond(HttpReadStatus status, HttpHead? head, IPAddress address)
    {
        if (status == HttpReadStatus.TooLarge)
        {
            return TooLarge;
        }

        // A connection request has no body. One that announces a body could hide a second request in it.
        if (head is null || (head.IsVersion11 && head.All("Host").Count() != 1) ||
            head.Has("Transfer-Encoding") || head.All("Content-Length").Any(l => l != "0"))
        {
            return BadRequest;
        }

        if (!IsOurPath(head.Second))
        {
            return NotFound;
        }

        if (head.First != Method)
        {
            return MethodNotAllowed;
        }

        string failureKey = AddressKey.Of(address);
        if (_failures.IsBlocked(failureKey))
        {
            ConnectionRequestsLog.AddressBlocked(_logger, address);
            return Unavailable;
        }

        HttpAuthenticationResult result = Authenticate(head, out bool hasCredentials);
        if (result != HttpAuthenticationResult.Accepted)
        {
            if (result == HttpAuthenticationResult.Rejected && hasCredentials)
            {
                _failures.RecordFailure(failureKey);
                Measure(ConnectionRequestOutcome.Unauthorized);
                ConnectionRequestsLog.CredentialsRejected(_logger, address);
            }

            IReadOnlyList<string> challenges =
                _authenticator.CreateChallenges(HttpAuthenticationSchemes.Digest, result == HttpAuthenticationResult.Stale);
            return new ConnectionRequestAnswer("401 Unauthorized")
            {
                Fields = [.. challenges.Select(challenge => KeyValuePair.Create("WWW-Authenticate", challenge))],
            };
        }

        _failures.Reset(failureKey);
        bool accepted = _gate.TryAccept();
        Measure(accepted ? ConnectionRequestOutcome.Accepted : ConnectionRequestOutcome.Busy);
        ConnectionRequestsLog.RequestReceived(_logger, address, accepted);
        return accepted ? Accepted : Unavailable;
    }

    private static void Measure(ConnectionRequestOutcome outcome) =>
        SessionMetrics.ConnectionRequest(outcome.ToString(), "http", byAcs: false);

    private HttpAuthenticationResult Authenticate(HttpHead head, out bool hasCredentials)
    {
        string[] headers = [.. head.All("Authorization")];
        hasCredentials = headers.Length > 0;
        if (headers.Length != 1 || !HttpAuthorization.TryParse(headers[0], out HttpAuthorization? claim) ||
            claim.Scheme != HttpAuthenticationSchemes.Digest)
        {
            return HttpAuthenticationResult.Rejected;
        }

        Credentials credentials = _credentials;
        return _authenticator.Verify(claim, credentials.IsFor(claim.Username) ? credentials.Secret : null, Method, head.Second);
    }

    // The path is half of the secret, so the comparison takes the same time wherever they differ. A server must understand the absolute
    // form as well (RFC 9112 §3.2.2).
    private bool IsOurPath(string target)
    {
        if (ConnectionRequestUrl.TryParse(target, out ConnectionRequestUrl? url, out _))
        {
            target = url.Target;
        }

        return CryptographicOperations.FixedTimeEquals(Encoding.Latin1.GetBytes(target), _path);
    }

    private sealed class Credentials(string username, string password)
    {
        private readonly byte[] _username = Encoding.UTF8.GetBytes(username);

        /// <summary>Null where there is no password: then no request is accepted.</summary>
        public HttpCredential? Secret { get; } = password.Length > 0 ? HttpCredential.FromPassword(password) : null;

        public bool IsFor(string claimed) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(claimed), _username);
    }
}
