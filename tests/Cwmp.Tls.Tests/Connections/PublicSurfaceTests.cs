// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Reflection;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Tracing;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Tests.Connections;

/// <summary>
/// Every public member of the security pillar's own namespaces is called with null, with empty, with absurd and with disposed values. What
/// must not happen is the same for all: a failure of our own making, such as a null reference, where a clear exception belongs.
/// </summary>
public sealed class PublicSurfaceTests : IDisposable
{
    private static readonly string[] Namespaces = ["Cwmp.Tls", "Cwmp.Tls.Certificates", "Cwmp.Tls.Tracing"];

    // What the library makes and its users read.
    private static readonly List<Type> HandedOut =
    [
        typeof(Exception), typeof(EventArgs), typeof(HandshakeDetails), typeof(CwmpTlsConfigurationError), typeof(CwmpTlsContextStatus),
        typeof(TlsHandshakeFailedContext), typeof(CertificateDirectory),
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly TlsWorld _world = new();
    private readonly NullabilityInfoContext _nullability = new();

    public static TheoryData<string> Types() =>
    [
        .. typeof(CwmpTlsContext).Assembly.GetExportedTypes()
            .Where(type => Namespaces.Contains(type.Namespace) && !type.IsEnum && !HandedOut.Exists(known => known.IsAssignableFrom(type)))
            .Select(type => type.FullName!),
    ];

    [Theory]
    [MemberData(nameof(Types))]
    public void Null_is_refused_by_name_where_the_signature_does_not_allow_it(string typeName)
    {
        Type type = typeof(CwmpTlsContext).Assembly.GetType(typeName)!;
        foreach (MethodBase member in Members(type))
        {
            ParameterInfo[] parameters = member.GetParameters();
            for (int i = 0; i < parameters.Length; i++)
            {
                if (parameters[i].ParameterType.IsValueType || parameters[i].IsOut || parameters[i].ParameterType.IsByRefLike)
                {
                    continue;
                }

                if (Arguments(parameters) is not { } arguments || Target(member) is not { } target)
                {
                    continue;
                }

                arguments[i] = null;
                bool mayBeNull = _nullability.Create(parameters[i]).WriteState == NullabilityState.Nullable || IsOperatorOrEquals(member)
                    || (member.IsSpecialName && !member.IsConstructor);
                Exception? thrown = Call(member, target, arguments);
                string what = $"{Describe(member)} with {parameters[i].Name} = null";
                if (mayBeNull)
                {
                    IsClear(thrown).Should().BeTrue($"{what}: {thrown}");
                }
                else
                {
                    thrown.Should().BeOfType<ArgumentNullException>(what).Which.ParamName.Should().Be(parameters[i].Name, what);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Absurd_values_give_a_clear_exception_or_none(string typeName)
    {
        Type type = typeof(CwmpTlsContext).Assembly.GetType(typeName)!;
        foreach (MethodBase member in Members(type))
        {
            ParameterInfo[] parameters = member.GetParameters();
            for (int i = 0; i < parameters.Length; i++)
            {
                foreach (object? absurd in Absurd(parameters[i].ParameterType))
                {
                    if (Arguments(parameters) is { } arguments && Target(member) is { } target)
                    {
                        arguments[i] = absurd;
                        Exception? thrown = Call(member, target, arguments);

                        IsClear(thrown).Should().BeTrue($"{Describe(member)} with {parameters[i].Name} = " +
                            $"{(absurd is string or ValueType ? absurd : absurd?.GetType())}: {thrown}");
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Disposed_and_default_objects_give_a_clear_exception_or_none(string typeName)
    {
        Type type = typeof(CwmpTlsContext).Assembly.GetType(typeName)!;
        if (type.IsValueType)
        {
            object value = Activator.CreateInstance(type)!;
            foreach (MethodBase member in Members(type)
                .Where(member => !member.IsStatic && !member.IsConstructor && member.GetParameters().Length == 0))
            {
                Call(member, value, []).Should().BeNull(Describe(member));
            }
        }

        if (!typeof(IDisposable).IsAssignableFrom(type) && !typeof(IAsyncDisposable).IsAssignableFrom(type))
        {
            return;
        }

        foreach (MethodBase member in Members(type).Where(member => !member.IsStatic && !member.IsConstructor))
        {
            if (Arguments(member.GetParameters()) is { } arguments && Target(member) is { } target)
            {
                (target as IDisposable)?.Dispose();
                if (target is IAsyncDisposable disposable)
                {
                    await disposable.DisposeAsync();
                }

                Exception? thrown = Call(member, target, arguments);

                IsClear(thrown).Should().BeTrue($"{Describe(member)} after disposal: {thrown}");
            }
        }
    }

    [Fact]
    public void Nearly_every_member_can_be_reached()
    {
        var missing = new List<string>();
        int all = 0;
        foreach (string name in Types().Select(row => row.Data))
        {
            foreach (MethodBase member in Members(typeof(CwmpTlsContext).Assembly.GetType(name)!))
            {
                all++;
                if (Target(member) is null || Arguments(member.GetParameters()) is null)
                {
                    missing.Add(Describe(member));
                }
            }
        }

        missing.Should().OnlyContain(member => member.Contains("Span`1"));
        all.Should().BeGreaterThan(250);
    }

    [Fact]
    public void Members_that_take_spans_refuse_null_and_nothing_too()
    {
        CertificateCredential credential = _world.Pki.Acs(TlsWorld.Host).Issue().ToCredential();
        using CertificateAuthority authority = CertificateAuthority.CreateRoot();
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string path = _folder.File("new");
        Action[] nulls =
        [
            () => CertificateFile.LoadCertificates(null!), () => CertificateFile.LoadPrivateKey(null!), () =>
            CertificateFile.LoadCredential(null!),
            () => CertificateFile.LoadPkcs12(null!), () => CertificateFile.TryLoadCredential(null!, null, default, out _, out _),
            () => CertificateFile.SaveCredential(null!, path, path), () => CertificateFile.SaveCredential(credential, null!, path),
            () => CertificateFile.SaveCredential(credential, path, null!), () => CertificateFile.SavePrivateKey(null!, key),
            () => CertificateFile.SavePrivateKey(path, null!), () => CertificateFile.SavePkcs12(null!, credential, "x"), () =>
            CertificateFile.SavePkcs12(path, null!, "x"),
            () => CertificateFile.SaveCrl(null!, default),
        ];
        Action[] mistakes =
        [
            () => CertificateFile.LoadCertificates(""), () => CertificateFile.LoadPrivateKey(path, maxSize: 0), () =>
            CertificateFile.LoadPrivateKey(""),
            () => CertificateFile.SavePkcs12(path, credential, "x", (Pkcs12Format)9), () => CertificateFile.SaveCrl(path, default), () =>
            CertificateFile.SaveCrl(path, "x"u8),
            () => authority.Revoke(default(ReadOnlySpan<byte>)), () => authority.Revoke([0x80]), () =>
            authority.Revoke([1], (X509RevocationReason)99),
        ];
        Action[] damages =
        [
            () => CertificateFile.ReadCertificates(default), () => CertificateFile.ReadPrivateKey(default), () =>
            CertificateFile.ReadCredential(default),
            () => CertificateSigningRequest.Read(default), () => CertificateSigningRequest.Read("x"u8), () =>
            authority.LoadCrl(default), () => authority.LoadCrl("x"u8),
            () => CertificateFile.LoadPkcs12(path),
        ];

        nulls.Should().AllSatisfy(action => action.Should().Throw<ArgumentNullException>());
        mistakes.Should().AllSatisfy(action => action.Should().Throw<ArgumentException>());
        damages.Should().AllSatisfy(action => action.Should().Throw<CertificateLoadException>());
        (CertificateSigningRequest.TryRead(default, out _, out _), DeviceIdentity.TryParse(default(ReadOnlySpan<char>), out _))
            .Should().Be((false, false));
        _folder.Names().Should().BeEmpty();
    }

    public void Dispose()
    {
        _world.Dispose();
        _folder.Dispose();
    }

    private static IEnumerable<MethodBase> Members(Type type)
    {
        const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (ConstructorInfo constructor in type.GetConstructors(Public & ~BindingFlags.Static))
        {
            yield return constructor;
        }

        foreach (MethodInfo method in type.GetMethods(Public))
        {
            // Records bring members along that only their compiler calls.
            if (!method.ContainsGenericParameters && method.Name
                is not ("<Clone>$" or "PrintMembers" or "Deconstruct") && !method.Name.StartsWith("set_", StringComparison.Ordinal))
            {
                yield return method;
            }
        }
    }

    private static bool IsOperatorOrEquals(MethodBase member) =>
        member.Name.StartsWith("op_", StringComparison.Ordinal) || member.Name == "Equals";

    private static string Describe(MethodBase member) =>
        $"{member.DeclaringType!.Name}.{member.Name}" +
        $"({string.Join(", ", member.GetParameters().Select(parameter => parameter.ParameterType.Name))})";

    // Mistakes of the caller, of the input, of the peer or of the platform; never one of our own.
    private static bool IsClear(Exception? exception) => exception is null
        or ArgumentException or InvalidOperationException or NotSupportedException or FormatException or CryptographicException
            or IOException
        or UnauthorizedAccessException or TimeoutException or OperationCanceledException or SocketException
        or CwmpTlsConfigurationException or TlsHandshakeException or TlsConnectionException;

    private static Exception? Call(MethodBase member, object target, object?[] arguments)
    {
        try
        {
            object? result = member is ConstructorInfo constructor
                ? constructor.Invoke(arguments)
                : member.Invoke(member.IsStatic ? null : target, arguments);
            Task? task = result as Task ?? (result is ValueTask plain ? plain.AsTask() : null);
            if (result?.GetType() is { IsGenericType: true } generic && generic.GetGenericTypeDefinition() == typeof(ValueTask<>))
            {
                task = (Task)generic.GetMethod("AsTask")!.Invoke(result, null)!;
            }

            if (task is not null && !task.Wait(TimeSpan.FromSeconds(5)))
            {
                return null;
            }

            // What a property gives may belong to others.
            if (!member.IsSpecialName)
            {
                (result as IDisposable)?.Dispose();
            }

            return null;
        }
        catch (TargetInvocationException e)
        {
            return e.InnerException;
        }
        catch (AggregateException e)
        {
            return e.InnerException;
        }
    }

    private object?[]? Arguments(ParameterInfo[] parameters)
    {
        object?[] arguments = new object?[parameters.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            Type type = parameters[i].ParameterType;
            if (type.IsByRefLike)
            {
                // A span cannot be boxed, so reflection cannot pass one; those members have a test of their own.
                return null;
            }

            if (parameters[i].IsOut)
            {
                continue;
            }

            arguments[i] = Good(type, parameters[i].Name!) ?? (parameters[i].HasDefaultValue ? Type.Missing : null);
            if (arguments[i] is null)
            {
                return null;
            }
        }

        return arguments;
    }

    private object? Target(MethodBase member) =>
        member.IsStatic || member.IsConstructor ? typeof(void) : Good(member.DeclaringType!, "this");

    // One good value of each kind, fresh where it can be used up.
    private object? Good(Type type, string name)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            return name switch
            {
                "oui" => "012345",
                "host" => TlsWorld.Host,
                "caDirectory" or "path" when name == "caDirectory" => _folder.Path,
                "text" => TlsWorld.Device,
                _ when name.Contains("ath", StringComparison.Ordinal) || name.Contains("ile", StringComparison.Ordinal) =>
                _folder.File("f" + Guid.NewGuid().ToString("N")),
                _ => "text",
            };
        }

        if (type == typeof(byte[]))
        {
            return new byte[16];
        }

        if (type.IsEnum || type == typeof(bool) || type == typeof(CancellationToken) || type == typeof(ReadOnlyMemory<byte>)
            || type == typeof(Memory<byte>) || type == typeof(byte) || type == typeof(ushort))
        {
            return Activator.CreateInstance(type);
        }

        if (type == typeof(int))
        {
            return 443;
        }

        if (type == typeof(TimeSpan))
        {
            return TimeSpan.FromDays(1);
        }

        return type switch
        {
            _ when type == typeof(X509Certificate2) => _world.Pki.Root.Public,
            _ when type == typeof(AsymmetricAlgorithm) => ECDsa.Create(ECCurve.NamedCurves.nistP256),
            _ when type == typeof(CertificateCredential) => _world.Pki.Acs(TlsWorld.Host).Issue().ToCredential(),
            _ when type == typeof(CertificateCredentialSource) =>
            new CertificateCredentialSource(_world.Pki.Acs(TlsWorld.Host).Issue().ToCredential()),
            _ when type == typeof(CertificateAuthority) => CertificateAuthority.CreateRoot(),
            _ when type == typeof(CertificateSigningRequest) => Request(),
            _ when type == typeof(AcsCertificateOptions) => new AcsCertificateOptions { DnsNames = [TlsWorld.Host] },
            _ when type == typeof(CpeCertificateOptions) => new CpeCertificateOptions(),
            _ when type == typeof(CertificateAuthorityOptions) => new CertificateAuthorityOptions(),
            _ when type == typeof(DeviceIdentity) => DeviceIdentity.Parse(TlsWorld.Device),
            _ when type == typeof(DeviceIdentityExtractor) => DeviceIdentityExtractor.Default,
            _ when type == typeof(DeviceIdentityExtraction) => DeviceIdentityExtractor.Default.Extract(_world.Pki.Root.Certificate),
            _ when type == typeof(CwmpTlsContextBuilder) => _world.AcsBuilder(),
            _ when type == typeof(CwmpTlsContext) => _world.AcsBuilder().SetHandshakeTimeout(TimeSpan.FromSeconds(1)).Build(),
            _ when type == typeof(CwmpTlsSession) => _world.Acs.CreateSession(new DeadStream()),
            _ when type == typeof(CwmpTlsListener) => new CwmpTlsListener(_world.Acs, new IPEndPoint(IPAddress.Loopback, 0)),
            _ when type == typeof(CwmpTlsListenerOptions) => new CwmpTlsListenerOptions(),
            _ when type == typeof(CwmpTlsAcceptor) => new CwmpTlsAcceptor(_world.Acs),
            _ when type == typeof(CwmpTlsAcceptorOptions) => new CwmpTlsAcceptorOptions(),
            _ when type == typeof(Func<string, CwmpTlsContext>) => new Func<string, CwmpTlsContext>(_ => _world.Acs),
            _ when type == typeof(System.IO.Pipelines.IDuplexPipe) => new DeadPipes(),
            _ when type == typeof(CwmpTlsOptions) => new CwmpTlsOptions(),
            _ when type == typeof(CwmpTlsCipherProfile) => CwmpTlsCipherProfile.Modern,
            _ when type == typeof(TrustSource) => new TrustSource(TrustStore.FromCertificates([_world.Pki.Root.Certificate])),
            _ when type == typeof(EventHandler<CwmpTlsReloadEventArgs>) => new EventHandler<CwmpTlsReloadEventArgs>((_, _) => { }),
            _ when type == typeof(CrlSource) => new CrlSource(),
            _ when type == typeof(VerificationProfile) => VerificationProfile.AcsServer,
            _ when type == typeof(VerificationClock) => VerificationClock.Unknown(),
            _ when type == typeof(HandshakeTrace) => Trace(),
            _ when type == typeof(HandshakeFrame) => Trace().Frames[0],
            _ when type == typeof(TlsPeer) => Peer(),
            _ when type == typeof(TlsAlert) => new TlsAlert(2, 48),
            _ when type == typeof(TlsParameter) => new TlsParameter(TlsParameterKind.CipherSuite, 0x1301),
            _ when type == typeof(IPEndPoint) => new IPEndPoint(IPAddress.Loopback, 443),
            _ when type == typeof(Stream) => new MemoryStream(),
            _ when type == typeof(SslStream) => new SslStream(new MemoryStream()),
            _ when type == typeof(Socket) => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp),
            _ when type == typeof(SocketsHttpHandler) => new SocketsHttpHandler(),
            _ when type == typeof(Exception) => new IOException("text"),
            _ when type == typeof(object) => "text",
            _ when type == typeof(TimeProvider) => TimeProvider.System,
            _ when type == typeof(Microsoft.Extensions.Logging.ILoggerFactory) =>
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance,
            _ when type == typeof(Action<PeerVerifierOptions>) => new Action<PeerVerifierOptions>(_ => { }),
            _ when type == typeof(Func<string, DeviceIdentity?>) => new Func<string, DeviceIdentity?>(_ => null),
            _ when type == typeof(Func<X509Certificate2, DeviceIdentityExtraction>) =>
            new Func<X509Certificate2, DeviceIdentityExtraction>(_ => null!),
            _ when type == typeof(IEnumerable<X509Certificate2>) => new[] { _world.Pki.Root.Public },
            _ when type == typeof(IEnumerable<string>) => new[] { "text" },
            _ when type == typeof(IEnumerable<TlsCipherSuite>) => new[] { TlsCipherSuite.TLS_AES_128_GCM_SHA256 },
            _ when type == typeof(IEnumerable<DeviceIdentityExtractor>) => new[] { DeviceIdentityExtractor.Urn },
            _ => null,
        };
    }

    private IEnumerable<object?> Absurd(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
        {
            return [Enum.ToObject(type, 77), Enum.ToObject(type, -1)];
        }

        return type switch
        {
            _ when type == typeof(string) =>
            ["", " ", "\0", "a\0b", new string('x', 100_000), "\uD800", "../../..", "-", "%", "[", "::", "\u202Eevil", "😀"],
            _ when type == typeof(int) => [0, -1, int.MinValue, int.MaxValue],
            _ when type == typeof(TimeSpan) => [TimeSpan.Zero, TimeSpan.MinValue, TimeSpan.MaxValue, Timeout.InfiniteTimeSpan],
            _ when type == typeof(byte[]) => [Array.Empty<byte>(), new byte[1_000]],
            _ when type == typeof(IEnumerable<X509Certificate2>) =>
            [Array.Empty<X509Certificate2>(), new X509Certificate2?[] { null }, new[] { DisposedCertificate() }],
            _ when type == typeof(IEnumerable<string>) =>
            [Array.Empty<string>(), new string?[] { null }, new[] { "" }, new[] { "\0" }, new[] { new string('x', 70_000) }],
            _ when type == typeof(IEnumerable<TlsCipherSuite>) => [Array.Empty<TlsCipherSuite>(), new[] { (TlsCipherSuite)0xFFFF }],
            _ when type == typeof(IEnumerable<DeviceIdentityExtractor>) =>
            [Array.Empty<DeviceIdentityExtractor>(), new DeviceIdentityExtractor?[] { null }],
            _ when type == typeof(X509Certificate2) => [DisposedCertificate(), _world.Pki.Cpe().Issue().Public],
            _ when type == typeof(CertificateCredential) => [Disposed(_world.Pki.Acs(TlsWorld.Host).Issue().ToCredential())],
            _ when type == typeof(CertificateCredentialSource) =>
            [new CertificateCredentialSource(Disposed(_world.Pki.Acs(TlsWorld.Host).Issue().ToCredential()))],
            _ when type == typeof(CertificateAuthority) => [Disposed(CertificateAuthority.CreateRoot())],
            _ when type == typeof(CwmpTlsContext) => [Disposed(_world.AcsBuilder().Build())],
            _ when type == typeof(AsymmetricAlgorithm) =>
            [Disposed(ECDsa.Create()), DSA.Create(1024), RSA.Create(512), ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1)],
            _ when type == typeof(Stream) =>
            [Stream.Null, Disposed(new MemoryStream()), new MemoryStream([], writable: false), new DeadStream()],
            _ when type == typeof(Socket) =>
            [Disposed(new Socket(SocketType.Stream, ProtocolType.Tcp)), new Socket(SocketType.Dgram, ProtocolType.Udp)],
            _ when type == typeof(IPEndPoint) => [new IPEndPoint(IPAddress.IPv6Any, 0), new IPEndPoint(IPAddress.None, 65535)],
            _ when type == typeof(AcsCertificateOptions) =>
            [
                new AcsCertificateOptions(), new AcsCertificateOptions { DnsNames = null! },
                    new AcsCertificateOptions { IPAddresses = null! },
                new AcsCertificateOptions { DnsNames = [null!] }, new AcsCertificateOptions { IPAddresses = [null!] },
                    new AcsCertificateOptions { DnsNames = [""] },
                new AcsCertificateOptions { DnsNames = [TlsWorld.Host], KeyType = (CertificateKeyType)99 },
                    new AcsCertificateOptions { DnsNames = [TlsWorld.Host], Lifetime = TimeSpan.MaxValue },
                new AcsCertificateOptions { DnsNames = [TlsWorld.Host], Organization = "" },
            ],
            _ when type == typeof(CpeCertificateOptions) =>
            [new CpeCertificateOptions { Lifetime = TimeSpan.MinValue }, new CpeCertificateOptions { Organization = "\n" }],
            _ when type == typeof(CertificateAuthorityOptions) =>
                [new CertificateAuthorityOptions { CommonName = "" }, new CertificateAuthorityOptions { PathLength = -1 },
                    new CertificateAuthorityOptions { CommonName = "\uD800" }],
            _ when type == typeof(CwmpTlsListenerOptions) =>
            [new CwmpTlsListenerOptions { Backlog = 0 }, new CwmpTlsListenerOptions { MaxPendingHandshakes = -1 }],
            _ when type == typeof(CwmpTlsAcceptorOptions) =>
            [
                new CwmpTlsAcceptorOptions { HandshakeTimeout = TimeSpan.Zero },
                    new CwmpTlsAcceptorOptions { ApplicationProtocols = null! },
                new CwmpTlsAcceptorOptions { ProxyProtocolNetworks = null! },
            ],
            _ when type == typeof(Func<string, CwmpTlsContext>) => [new Func<string, CwmpTlsContext>(_ => null!)],
            _ => [],
        };
    }

    private static T Disposed<T>(T value)
        where T : IDisposable
    {
        value.Dispose();
        return value;
    }

    private X509Certificate2 DisposedCertificate() => Disposed(_world.Pki.Root.Public);

    private static CertificateSigningRequest Request()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return CertificateSigningRequest.CreateForCpe(DeviceIdentity.Parse(TlsWorld.Device), key);
    }

    private static HandshakeTrace Trace()
    {
        var recorder = new HandshakeRecorder(isServer: true, HandshakeTraceLevel.Capture);
        recorder.Received(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\n\r\n"));
        recorder.SentEnd();
        return recorder.GetTrace()!;
    }

    private TlsPeer Peer() => new(PeerRole.CpeDevice, isAccepted: true, _world.Pki.Cpe().Issue().Certificate.RawData, null);

    /// <summary>Ends at once, takes everything.</summary>
    private sealed class DeadStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(0);
    }

    private sealed class DeadPipes : System.IO.Pipelines.IDuplexPipe
    {
        public System.IO.Pipelines.PipeReader Input { get; } = System.IO.Pipelines.PipeReader.Create(Stream.Null);

        public System.IO.Pipelines.PipeWriter Output { get; } = System.IO.Pipelines.PipeWriter.Create(Stream.Null);
    }
}
