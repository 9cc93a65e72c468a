// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Connections;

/// <summary>
/// An ACS and a CPE that trust the same root, and whatever a test changes about them. Everything made through it is disposed with it.
/// </summary>
internal sealed class TlsWorld : IDisposable
{
    public const string Host = "acs.example";
    public const string Device = "012345-STB-0123456789";

    // No test should ever come near it; it keeps a hanging test from hanging the run.
    public static readonly TimeSpan Ceiling = TimeSpan.FromSeconds(90);

    private readonly List<IDisposable> _owned = [];
    private CwmpTlsContext? _acs;
    private CwmpTlsContext? _cpe;

    public TestPki Pki { get; } = new();

    /// <summary>The context of the ACS, made of <see cref="AcsBuilder"/> unless a test set another.</summary>
    public CwmpTlsContext Acs
    {
        get => _acs ??= Own(AcsBuilder().Build());
        set => _acs = Own(value);
    }

    /// <summary>The context of the CPE, made of <see cref="CpeBuilder"/> unless a test set another.</summary>
    public CwmpTlsContext Cpe
    {
        get => _cpe ??= Own(CpeBuilder().Build());
        set => _cpe = Own(value);
    }

    public CwmpTlsContextBuilder AcsBuilder(TestCertificate? certificate = null, CwmpTlsMethod method = default) =>
        Builder(certificate ?? Pki.Acs(Host).Issue(), method);

    public CwmpTlsContextBuilder CpeBuilder(TestCertificate? certificate = null, CwmpTlsMethod method = default) =>
        Builder(certificate ?? Pki.Cpe(Device).Issue(), method);

    public CwmpTlsContextBuilder Builder(TestCertificate certificate, CwmpTlsMethod method = default) =>
        new CwmpTlsContextBuilder(method).AddTrustAnchors(Pki.Root.Certificate).UseCredential(Credential(certificate));

    public CertificateCredential Credential(TestCertificate certificate) => Own(certificate.ToCredential());

    public T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    /// <summary>Both sides of one connection, handshake done.</summary>
    public async Task<TlsPair> OpenAsync(string host = Host)
    {
        TlsPair pair = await MakeAsync();
        try
        {
            await Task.WhenAll(pair.Acs.AcceptAsync(), pair.Cpe.ConnectAsync(host)).WaitAsync(Ceiling);
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    /// <summary>Both sides of one connection, nothing done yet.</summary>
    public async Task<TlsPair> MakeAsync()
    {
        LoopbackSockets sockets = await LoopbackSockets.ConnectAsync();
        return new TlsPair(Acs.CreateSession(sockets.Server), Cpe.CreateSession(sockets.Client), sockets);
    }

    /// <summary>What each side's handshake ends with; null is success. A side that fails closes, as programs do.</summary>
    public async Task<(Exception? Acs, Exception? Cpe)> FailAsync(string host = Host)
    {
        await using TlsPair pair = await MakeAsync();
        Task<Exception?> acs = RunAsync(pair.Acs, pair.Acs.AcceptAsync());
        Task<Exception?> cpe = RunAsync(pair.Cpe, pair.Cpe.ConnectAsync(host));
        await Task.WhenAll(acs, cpe).WaitAsync(Ceiling);
        return (await acs, await cpe);

        // A handshake may succeed here and be refused over there, so the next thing a program does is part of it.
        static async Task<Exception?> RunAsync(CwmpTlsSession session, Task handshake)
        {
            try
            {
                await handshake;
                if (session.IsServer)
                {
                    await session.ReadAsync(new byte[1]);
                }
                else
                {
                    await session.WriteAsync("x"u8.ToArray());
                    await session.ReadAsync(new byte[1]);
                }

                return null;
            }
            catch (Exception e)
            {
                return e;
            }
            finally
            {
                await session.DisposeAsync();
            }
        }
    }

    public void Dispose()
    {
        for (int i = _owned.Count - 1; i >= 0; i--)
        {
            _owned[i].Dispose();
        }

        Pki.Dispose();
    }
}

/// <summary>The two ends of one connection.</summary>
internal sealed record TlsPair(CwmpTlsSession Acs, CwmpTlsSession Cpe, LoopbackSockets Sockets) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Cpe.DisposeAsync();
        await Acs.DisposeAsync();
        Sockets.Dispose();
    }
}
