// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.TestSupport.Architecture;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Cwmp.Tls.Tests.Architecture;

/// <summary>
/// The ways round a rule that reads sources, each tried on a small assembly: all of them end up in the metadata, where <see cref="Walls"/>
/// looks.
/// </summary>
public sealed class EvasionTests
{
    private const string Target =
        "namespace Cwmp.Tls.Certificates; internal sealed class Secret { public const int Size = 3; public int Length => 1; } "
        + "internal interface ISecret;";

    /// <summary>Bodies of a class of Soap that reach for Certificates without a <c>using</c> that names it.</summary>
    public static TheoryData<string, string> Reaches => new()
    {
        { "a relative namespace", "int Use() => new Certificates.Secret().Length;" },
        { "a full name", "int Use() => new global::Cwmp.Tls.Certificates.Secret().Length;" },
        { "an implicit using", "int Use() => new Secret().Length;" },
        { "an alias", "int Use() => new Alias().Length;" },
        { "a field", "Certificates.Secret? _field;" },
        { "an array in a signature", "void Use(Certificates.Secret[] secrets) { }" },
        { "a generic argument", "System.Collections.Generic.List<Certificates.Secret>? _field;" },
        { "a constraint", "void Use<T>() where T : Certificates.ISecret { }" },
        { "an attribute", "[System.Diagnostics.DebuggerTypeProxy(typeof(Certificates.Secret))] struct Inner { }" },
        { "a lambda", "System.Func<int> Use() => () => new Certificates.Secret().Length;" },
        { "an iterator", "System.Collections.Generic.IEnumerable<int> Use() { yield return new Certificates.Secret().Length; }" },
        { "an asynchronous method", "async System.Threading.Tasks.Task Use() { await System.Threading.Tasks.Task.Yield(); _ = new "
            + "Certificates.Secret(); }" },
        { "a nested type", "sealed class Inner { readonly Certificates.Secret _secret = new(); }" },
        { "a type test", "bool Use(object o) => o is Certificates.Secret;" },
        { "a local variable", "void Use(object o) { if (o is Certificates.Secret { Length: 1 }) { } }" },
        { "a constant", "int Use() => Certificates.Secret.Size;" },
        { "a constant by full name", "int Use() => Cwmp.Tls.Certificates.Secret.Size + 1;" },
        { "a constant in an interpolated string", "string Use() => $\"at most {Certificates.Secret.Size} bytes\";" },
        { "nameof", "string Use() => nameof(Certificates.Secret);" },
    };

    [Theory]
    [MemberData(nameof(Reaches))]
    public void Use_without_an_arrow_is_seen_however_it_is_spelt(string way, string body)
    {
        Walls walls = Compile(
            ("Certificates/Secret.cs", Target),
            ("GlobalUsings.cs", "global using Cwmp.Tls.Certificates; global using Alias = Cwmp.Tls.Certificates.Secret;"),
            ("Soap/Reader.cs", $"namespace Cwmp.Tls.Soap {{ internal sealed class Reader {{ {body} }} }}"));

        walls.UsesWithoutAnArrow().Should().ContainSingle("{0} is a use", way).Which.Should().Contain("Soap.Reader").And.Contain("Secret");
    }

    [Theory]
    [InlineData("using static Cwmp.Tls.Certificates.Secret; namespace Cwmp.Tls.Soap; internal sealed class Reader { int Use() => Size; }")]
    [InlineData("using S = Cwmp.Tls.Certificates.Secret; namespace Cwmp.Tls.Soap; internal sealed class Reader { int Use() => S.Size; }")]
    public void Constant_that_a_using_brings_in_is_a_use(string reader)
    {
        Walls walls = Compile(("Certificates/Secret.cs", Target), ("Soap/Reader.cs", reader));

        walls.UsesWithoutAnArrow().Should().ContainSingle();
    }

    [Fact]
    public void Type_of_the_root_namespace_counts_to_the_folder_that_it_stands_in()
    {
        Walls walls = Compile(
            ("Connections/CwmpTlsContext.cs", "namespace Cwmp.Tls; public sealed class CwmpTlsContext { public int Size() => 1; }"),
            (
                "Soap/Door.cs",
                "namespace Cwmp.Tls; internal sealed class Door { public int Open(CwmpTlsContext context) => context.Size(); }"),
            (
                "Soap/Reader.cs",
                "namespace Cwmp.Tls.Soap; internal sealed class Reader { public int Use(Door door) => door.GetHashCode(); }"));

        walls.UsesWithoutAnArrow().Should().ContainSingle().Which.Should().Contain("Door").And.Contain("CwmpTlsContext");
        walls.StrayTypes().Should().ContainSingle().Which.Should().Contain("Door");
    }

    [Theory]
    [InlineData("System.Net.IPAddress Use() => System.Net.IPAddress.Loopback;")]
    [InlineData("int Use() => IPAddress.Loopback.GetHashCode();")]
    [InlineData("byte[] Use() => Cryptography.SHA256.HashData(new byte[1]);")]
    public void Protocol_pillar_reaches_no_socket_and_no_key_by_any_spelling(string body)
    {
        Walls walls = Compile(
            ("GlobalUsings.cs", "global using System.Net;"),
            (
                "Soap/Reader.cs",
                $"namespace Cwmp.Tls.Soap "
                    + $"{{ using Cryptography = System.Security.Cryptography; internal sealed class Reader {{ {body} }} }}"));

        walls.LeavesOfTheProtocolPillar().Should().NotBeEmpty();
    }

    [Fact]
    public void Type_that_is_written_in_two_folders_is_a_stray()
    {
        Walls walls = Compile(
            ("Soap/Reader.cs", "namespace Cwmp.Tls.Soap; internal sealed partial class Reader { public int One() => 1; }"),
            ("Messages/Reader.Two.cs", "namespace Cwmp.Tls.Soap; internal sealed partial class Reader { public int Two() => 2; }"));

        walls.StrayTypes().Should().ContainSingle();
    }

    [Fact]
    public void Circle_of_sub_folders_is_found_and_the_files_of_the_folder_itself_are_one_of_them()
    {
        CodeMap map = Read(
            ("Cpe/Engine.cs", "namespace Cwmp.Tls.Cpe; internal sealed class Engine { public State.Store? Store { get; set; } }"),
            ("Cpe/State/Store.cs", "namespace Cwmp.Tls.Cpe.State; internal sealed class Store { public void Save(Engine engine) { } }"));

        map.Circles().Should().ContainSingle().Which.Should().Match<(string Parent, IReadOnlyList<string> Members, IReadOnlyList<string>)>(
            circle => circle.Parent == "Cpe" && circle.Members.SequenceEqual(new[] { ".", "State" }));
    }

    [Fact]
    public void Words_in_comments_and_strings_are_no_uses()
    {
        Walls walls = Compile(
            ("Certificates/Secret.cs", Target),
            (
                "Soap/Reader.cs",
                "namespace Cwmp.Tls.Soap; /* Secret.Size */ internal sealed class Reader { string Use() => \"Secret.Size\"; } // "
                    + "nameof(Secret)"));

        walls.UsesWithoutAnArrow().Should().BeEmpty();
    }

    private static Walls Compile(params (string File, string Text)[] sources) => new(Read(sources));

    private static CodeMap Read(params (string File, string Text)[] sources)
    {
        const string Folder = "/repository/src/Cwmp.Tls/";
        IEnumerable<PortableExecutableReference> platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is "netstandard.dll" or ['S', 'y', 's', 't', 'e', 'm', '.', ..])
            .Select(path => MetadataReference.CreateFromFile(path));
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Cwmp.Tls",
            sources.Select(
                source => CSharpSyntaxTree.ParseText(source.Text, path: Folder + source.File, encoding: System.Text.Encoding.UTF8)),
            platform,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        EmitResult result =
            compilation.Emit(image, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Should().BeEmpty();
        image.Position = 0;
        symbols.Position = 0;
        CodeModel model = CodeModel.Read(image, symbols, document => document[Folder.Length..]);
        return new CodeMap([model], (_, file) => sources.First(source => source.File == file).Text);
    }
}
