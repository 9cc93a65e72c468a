// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;

namespace Cwmp.Tls.Tests.Cpe.Support;

/// <summary>One POST as the ACS saw it.</summary>
internal sealed record AcsPost(Uri Url, HttpRequestMessage Http, byte[] Octets, CwmpEnvelope? Envelope)
{
    public CwmpMessage? Body => Envelope?.Body;

    public bool IsEmpty => Octets.Length == 0;

    public Inform Inform => (Inform)Body!;

    public IEnumerable<string> Events =>
        Inform.Event.Select(e => e.CommandKey.Length == 0 ? e.EventCode.Text : $"{e.EventCode.Text}/{e.CommandKey}");

    public string? Header(string name) =>
        Http.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join("|", values) : null;

    public override string ToString() => IsEmpty ? "(empty)" : Body!.ElementName;
}

/// <summary>
/// An ACS in place of the network: well-behaved by itself, made to misbehave by <see cref="On"/>. It asks what <see cref="Requests"/>
/// holds, one per turn, and remembers every POST.
/// </summary>
internal sealed class FakeAcs : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private readonly List<AcsPost> _posts = [];
    private int _conversations;

    /// <summary>What the ACS asks next.</summary>
    public Queue<CwmpRequest> Requests { get; } = new();

    /// <summary>Looks at each POST first; null leaves it to the ACS's good manners. May wait.</summary>
    public Func<AcsPost, Task<HttpResponseMessage?>>? On { get; set; }

    /// <summary>The value of HoldRequests in every envelope.</summary>
    public Func<bool> Hold { get; set; } = () => false;

    /// <summary>Every fetch and upload goes here.</summary>
    public Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>? OnFile { get; set; }

    public IReadOnlyList<AcsPost> Posts
    {
        get
        {
            lock (_lock)
            {
                return [.. _posts];
            }
        }
    }

    public IReadOnlyList<AcsPost> Informs => [.. Posts.Where(p => p.Body is Inform)];

    /// <summary>How many handlers (connections) the engine has asked for.</summary>
    public int Conversations => _conversations;

    public HttpMessageHandler CreateHandler()
    {
        Interlocked.Increment(ref _conversations);
        return new Connection(this);
    }

    public void SetHandler(Func<AcsPost, HttpResponseMessage?> handler) => On = post => Task.FromResult(handler(post));

    public void Clear()
    {
        lock (_lock)
        {
            _posts.Clear();
        }
    }

    public static HttpResponseMessage Status(int status, string body = "") =>
        new((HttpStatusCode)status) { Content = new StringContent(body) };

    public static HttpResponseMessage NoContent() => new(HttpStatusCode.NoContent);

    public static HttpResponseMessage Redirect(int status, string location)
    {
        HttpResponseMessage response = Status(status);
        response.Headers.TryAddWithoutValidation("Location", location);
        return response;
    }

    public HttpResponseMessage Envelope(CwmpMessage message, CwmpEnvelope? request = null, Func<CwmpEnvelope, CwmpEnvelope>? change = null)
    {
        CwmpEnvelope envelope = request is not null
            ? request.CreateAnswer(message)
            : new CwmpEnvelope { Body = message, Id = "acs-" + Posts.Count };
        envelope = envelope with { HoldRequests = Hold() };
        envelope = change?.Invoke(envelope) ?? envelope;
        ByteArrayContent content = new(CwmpSerializer.Default.WriteToArray(envelope));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/xml", "utf-8");
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }

    /// <summary>What a good ACS answers.</summary>
    public HttpResponseMessage Default(AcsPost post)
    {
        if (post.Body is CwmpRequest request)
        {
            return Envelope(
                ResponseTo(request),
                post.Envelope,
                envelope => request is Inform && post.Envelope!.SupportedCwmpVersions.Count > 0
                    ? envelope with { UseCwmpVersion = CwmpVersion.Cwmp14 }
                    : envelope);
        }

        return Requests.TryDequeue(out CwmpRequest? next) ? Envelope(next) : NoContent();
    }

    private static CwmpMessage ResponseTo(CwmpRequest request) => request switch
    {
        Inform => new InformResponse(),
        TransferComplete => new TransferCompleteResponse(),
        AutonomousTransferComplete => new AutonomousTransferCompleteResponse(),
        DUStateChangeComplete => new DUStateChangeCompleteResponse(),
        AutonomousDUStateChangeComplete => new AutonomousDUStateChangeCompleteResponse(),
        RequestDownload => new RequestDownloadResponse(),
        Kicked => new KickedResponse { NextURL = "http://next.example/" },
        GetRPCMethods => new GetRPCMethodsResponse { MethodList = ["Inform"] },
        _ => CwmpFault.Create(CwmpFaultCode.AcsMethodNotSupported),
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Post)
        {
            return OnFile is null ? Status(404) : await OnFile(request, cancellationToken);
        }

        byte[] octets = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        AcsPost post = new(request.RequestUri!, request, octets, octets.Length == 0 ? null : CwmpSerializer.Default.Read(octets));
        lock (_lock)
        {
            _posts.Add(post);
        }

        HttpResponseMessage? reply = On is null ? null : await On(post).WaitAsync(cancellationToken);
        reply ??= Default(post);
        reply.RequestMessage = request;
        return reply;
    }

    private sealed class Connection(FakeAcs acs) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            => acs.SendAsync(request, cancellationToken);
    }

    public static string Text(byte[] octets) => Encoding.UTF8.GetString(octets);
}
