// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections;
using System.Reflection;

namespace Cwmp.Tls.PackageTests;

/// <summary>The habits of the public API, so that whoever knows one part can guess the others.</summary>
public sealed class PublicApiTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // TR-069 Annex A.5 extends one structure by another.
    private static readonly string[] Open = ["OpResultStruct"];

    // Taking back is not to be given up halfway.
    private static readonly string[] WithoutToken = ["ICwmpAcsFactory.ReleaseAsync"];

    private static readonly Type[] Types =
        [.. Libraries.All.SelectMany(assembly => assembly.GetExportedTypes())];

    [Fact]
    public void Classes_are_sealed_static_or_abstract()
    {
        IEnumerable<string> loose = Types.Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false })
            .Select(type => type.Name);

        loose.Except(Open).Should().BeEmpty();
    }

    [Fact]
    public void Enums_have_a_member_for_zero()
    {
        IEnumerable<string> without = Types.Where(type => type.IsEnum && Enum.GetName(type, Enum.ToObject(type, 0)) is null)
            .Select(type => type.Name);

        without.Should().BeEmpty();
    }

    [Fact]
    public void Asynchronous_methods_end_in_Async_and_take_a_token_last()
    {
        IEnumerable<string> wrong = Methods()
            .Where(method => IsAsynchronous(method.ReturnType) && method.Name != nameof(IAsyncDisposable.DisposeAsync))
            .Where(method => !IsOverride(method) && !IsStreamMethod(method))
            .Where(method => !method.Name.EndsWith("Async", StringComparison.Ordinal) || method.GetParameters()
                is not [.., { ParameterType: var last }] || last != typeof(CancellationToken))
            .Select(Name);

        wrong.Except(WithoutToken).Should().BeEmpty();
    }

    [Fact]
    public void Token_of_a_class_is_optional()
    {
        IEnumerable<string> wrong = Methods()
            .Where(method => method.DeclaringType is { IsInterface: false, IsAbstract: false } && !IsOverride(method)
                && !ImplementsInterface(method) && !method.IsVirtual)
            .Where(method => method.GetParameters() is [.., { IsOptional: false } last] && last.ParameterType == typeof(CancellationToken))
            .Where(method => !method.DeclaringType!.IsSubclassOf(typeof(Delegate)))
            .Select(Name);

        wrong.Should().BeEmpty();
    }

    [Fact]
    public void Fields_are_constants()
    {
        IEnumerable<string> wrong = Types.Where(type => !type.IsEnum).SelectMany(type => type.GetFields(Declared))
            .Where(field => field is { IsLiteral: false } and not { IsStatic: true, IsInitOnly: true })
            .Select(field => $"{field.DeclaringType!.Name}.{field.Name}");

        wrong.Should().BeEmpty();
    }

    [Fact]
    public void Only_options_and_the_running_session_can_be_set_after_they_were_made()
    {
        IEnumerable<string> wrong =
            Types.Where(type => !type.IsInterface && !type.Name.EndsWith("Options", StringComparison.Ordinal) && type.Name != "AcsSession")
            .SelectMany(type => type.GetProperties(Declared))
            .Where(property => property.SetMethod is { IsPublic: true } set && !IsInit(set) && property.GetIndexParameters().Length == 0)
            .Select(property => $"{property.DeclaringType!.Name}.{property.Name}");

        wrong.Should().BeEmpty();
    }

    [Fact]
    public void Collections_come_out_as_interfaces()
    {
        IEnumerable<string> wrong = Types.SelectMany(type => type.GetProperties(Declared))
            .Where(property => property.PropertyType is { IsClass: true } kind && kind != typeof(string) && kind != typeof(byte[])
                && kind.IsAssignableTo(typeof(IEnumerable))
                && !kind.Assembly.GetName().Name!.StartsWith("Cwmp", StringComparison.Ordinal))
            .Select(property => $"{property.DeclaringType!.Name}.{property.Name}");

        wrong.Should().BeEmpty();
    }

    [Fact]
    public void Nothing_in_a_namespace_of_internals_is_public()
    {
        Types.Where(type =>
            type.Namespace!.Contains("Internal", StringComparison.Ordinal) || type.Namespace.Contains("Engines", StringComparison.Ordinal))
            .Select(type => type.FullName).Should().BeEmpty();
    }

    [Fact]
    public void Options_say_what_is_wrong_with_them_in_one_way()
    {
        IEnumerable<MethodInfo> validations = Types.SelectMany(type => type.GetMethods(Declared))
            .Where(method => method.Name == "Validate");

        validations.Should().OnlyContain(method =>
            method.ReturnType == typeof(IReadOnlyList<string>) && method.GetParameters().Length == 0);
    }

    [Fact]
    public void Limits_are_called_Max_and_Min()
    {
        IEnumerable<string> wrong = Types.SelectMany(type => type.GetMembers(Declared))
            .Where(member =>
                member.Name.StartsWith("Maximum", StringComparison.Ordinal) || member.Name.StartsWith("Minimum", StringComparison.Ordinal))
            .Select(member => $"{member.DeclaringType!.Name}.{member.Name}");

        wrong.Should().BeEmpty();
    }

    private static IEnumerable<MethodInfo> Methods() =>
        Types.SelectMany(type => type.GetMethods(Declared)).Where(method => !method.IsSpecialName);

    private static bool IsAsynchronous(Type type) =>
        type == typeof(Task) || type == typeof(ValueTask)
        || (type.IsGenericType
            && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>)
            || type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)));

    private static bool IsOverride(MethodInfo method) => method.GetBaseDefinition().DeclaringType != method.DeclaringType;

    private static bool IsStreamMethod(MethodInfo method) =>
        method.DeclaringType!.IsSubclassOf(typeof(Stream)) || method.DeclaringType.IsSubclassOf(typeof(Delegate));

    private static bool ImplementsInterface(MethodInfo method) =>
        method.DeclaringType is { IsInterface: false } type && type.GetInterfaces()
        .Any(known => type.GetInterfaceMap(known).TargetMethods.Contains(method));

    private static bool IsInit(MethodInfo set) =>
        set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";
}
