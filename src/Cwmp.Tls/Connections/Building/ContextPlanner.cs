// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Security.Cryptography;
using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Connections.Material;
using Cwmp.Tls.Connections.Verdicts;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Trust;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Connections.Building;

/// <summary>Turns what a builder was told into the plan of a context, or into the list of everything that is wrong with it.</summary>
internal sealed class ContextPlanner(BuilderState state, ITlsEngine engine, ILogger log)
{
    private readonly ConfigurationErrors _errors = new();
    private readonly List<IDisposable> _owned = [];

    /// <summary>Reads the files, checks everything and decides.</summary>
    /// <exception cref="CwmpTlsConfigurationException">There are mistakes; it lists all of them.</exception>
    public ContextPlan Plan()
    {
        try
        {
            return Decide();
        }
        catch (Exception e) when (e is CryptographicException or NotSupportedException)
        {
            // Everything has been read and checked, so it is the platform's TLS that cannot use it.
            Release();
            _errors.Add(
                CwmpTlsConfigurationErrorCode.NotSupported,
                nameof(CwmpTlsContextBuilder.UseCredential),
                $"this platform cannot use the certificate for TLS: {e.Message}",
                e);
            throw _errors.ToException();
        }
        catch
        {
            Release();
            throw;
        }
    }

    private ContextPlan Decide()
    {
        if (engine.WhyUnavailable is { } why)
        {
            _errors.Add(CwmpTlsConfigurationErrorCode.NotSupported, nameof(CwmpTlsContextBuilder.SetEngine), why);
        }

        var choice = new ProtocolChoice(state, engine.SupportsCipherSuites, _errors);
        var checks = new ValueChecks(state, _errors);
        IReadOnlyList<SslApplicationProtocol> applicationProtocols = checks.ReadApplicationProtocols();
        checks.Check();

        // How the files are is noted before they are read: what changes in between is then seen as a change.
        MaterialOrigins origins = state.ToOrigins(log);
        var files = new ContextFiles(origins, state.WatchInterval ?? TimeSpan.Zero);
        _owned.Add(files);
        CertificateCredentialSource? credential = new CredentialReader(origins, _errors, _owned).Read();
        var trustReader = new TrustReader(origins, _errors);
        TrustSource trust = trustReader.Read();
        CrlSource? crls = CrlReader.Read(origins.Crls, _errors, _owned);
        var verifiers = new VerifierPlanner(state, trust, crls, _errors);
        PeerVerifierOptions server = verifiers.Plan(PeerRole.AcsServer);
        PeerVerifierOptions device = verifiers.Plan(PeerRole.CpeDevice);
        _errors.ThrowIfAny();

        files.Bind(credential, trust, crls, trustReader.Skipped);
        var sources = new MaterialSources
        {
            Credential = credential,
            Trust = device.Trust!,
            Crls = crls,
            Files = files,
            TimeProvider = state.TimeProvider,
        };
        CwmpTlsFlags flags = state.Flags | ContextDefaults.AlwaysOn;
        bool asksForCertificate = state.VerifyMode != CwmpTlsVerifyMode.NoClientCertificate;
        var settings = new TlsEngineSettings
        {
            Protocols = choice.Protocols,
            CipherSuites = choice.CipherProfile.CipherSuites,
            ApplicationProtocols = applicationProtocols,
            AllowResumption = !flags.HasFlag(CwmpTlsFlags.NoResumption),
            RequestClientCertificate = asksForCertificate,
            RequireClientCertificate = state.VerifyMode == CwmpTlsVerifyMode.RequireCertificate,
        };
        return new ContextPlan
        {
            Protocols = choice.Protocols,
            VerifyMode = state.VerifyMode,
            Flags = flags,
            CipherProfile = choice.CipherProfile,
            HandshakeTimeout = state.HandshakeTimeout,
            CloseTimeout = state.CloseTimeout,
            TraceLevel = state.TraceLevel,
            TimeProvider = state.TimeProvider,
            Log = log,
            Sources = sources,
            Verifiers = new PeerVerifiers(state.VerifyMode, Create(server), Create(device)),
            Material = new CurrentMaterial(
                engine, settings, asksForCertificate && !flags.HasFlag(CwmpTlsFlags.NoAuthorityNames), sources, log),
            Owned = _owned,
        };
    }

    private PeerVerifier Create(PeerVerifierOptions options)
    {
        var verifier = new PeerVerifier(options);
        _owned.Add(verifier);
        return verifier;
    }

    private void Release() => _owned.ForEach(owned => owned.Dispose());
}
