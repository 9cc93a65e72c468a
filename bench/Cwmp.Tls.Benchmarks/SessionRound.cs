// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Http.Headers;
using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Http;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.Rpc;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.Verification.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cwmp.Tls.Benchmarks;

/// <summary>
/// What a session costs the CPE beside TLS and the sockets: events, Inform, envelope, HTTP headers, cookies, the reading of the answer, the
/// rules of the session, the state. An answer from memory stands in for the network, so that everything runs on the thread that is
/// measured.
/// </summary>
internal sealed class SessionRound
{
    private readonly CpeParameterTree _tree;
    private readonly CpeEnvironment _cpe;
    private readonly CpeInformBuilder _informs;
    private readonly CpeRequestHandler _handler;
    private readonly CpeSessionSettings _settings;
    private readonly Uri _url = new("https://acs.example/cwmp");
    private CpeAnnouncement _announcement;

    public SessionRound()
    {
        _tree =
            new CpeParameterTree(CpeModel.Device, new Dictionary<string, string> { ["Device.ManagementServer.URL"] = _url.AbsoluteUri });
        _cpe = new CpeEnvironment(
            _tree,
            new MemoryCpeStateStore(),
            new CpeClock(TimeProvider.System, VerificationClock.Trusted(TimeProvider.System)),
            Random.Shared,
            NullLogger.Instance);
        _cpe.Events.Boot([]);
        _informs = new CpeInformBuilder(_tree, _cpe.Reader);
        _handler = new CpeRequestHandler(_cpe, null, deploymentUnits: false, [], allowPlainHttp: false);
        Acs acs = new();
        _settings = new CpeSessionSettings
        {
            Http = new CpeHttpSettings
            {
                TlsContext = null,
                Time = TimeProvider.System,
                ResponseTimeout = TimeSpan.FromSeconds(60),
                MaxResponseSize = 4 * 1024 * 1024,
                UserAgent = "Cwmp.Tls",
                HandlerFactory = () => acs,
            },
            AllowPlainHttp = false,
            Serializer = CwmpSerializer.Default,
            Versions = CwmpVersion.All,
            SessionTimeoutHint = null,
            MaxRequests = 10_000,
        };
        Session();
        _announcement = _cpe.Events.Queue.Announce();
    }

    /// <summary>A whole session: Inform, InformResponse, empty POST, 204, and the state stored before and after.</summary>
    public void Session()
    {
        _cpe.Events.Raise(EventCode.Periodic);
        Complete(_cpe.Keeper.SaveAsync());
        _announcement = _cpe.Events.BeginSession();
        using (CpeHttpConversation http = new(_settings.Http, _url, string.Empty, string.Empty, allowPlainHttp: false))
        {
            Complete(new CpeSessionRunner(_cpe, _informs, _handler, http, _settings)
                .RunAsync(_announcement, static task => task, CancellationToken.None));
        }

        _cpe.Events.EndSession(_announcement, succeeded: true, null);
        Complete(_cpe.Keeper.SaveAsync());
    }

    /// <summary>The part of it that no CPE can do without: an Inform made and written, and an InformResponse read.</summary>
    public void Messages()
    {
        ValueTask<Inform> building =
            _informs.BuildAsync(_announcement, [], 0, CwmpDateTime.From(DateTimeOffset.UtcNow), CancellationToken.None);
        CwmpSerializer.Default.WriteToArray(new CwmpEnvelope { Body = building.GetAwaiter().GetResult(), Id = "1" });
        CwmpSerializer.Default.Read(Acs.Response);
    }

    private static void Complete(ValueTask task) => Complete(task.AsTask());

    private static void Complete(Task task)
    {
        if (!task.IsCompleted)
        {
            throw new InvalidOperationException("The session left the thread that is measured.");
        }

        task.GetAwaiter().GetResult();
    }

    private sealed class Acs : HttpMessageHandler
    {
        private static readonly MediaTypeHeaderValue TextXml = new("text/xml", "utf-8");

        public static byte[] Response { get; } =
            CwmpSerializer.Default.WriteToArray(new CwmpEnvelope { Body = new InformResponse(), Id = "1" });

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Content!.CopyTo(Stream.Null, null, cancellationToken);
            if (request.Content.Headers.ContentLength == 0)
            {
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NoContent));
            }

            ByteArrayContent content = new(Response);
            content.Headers.ContentType = TextXml;
            HttpResponseMessage response = new(HttpStatusCode.OK) { Content = content };
            response.Headers.TryAddWithoutValidation("Set-Cookie", "session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA; Path=/; Secure; HttpOnly");
            return Task.FromResult(response);
        }
    }
}
