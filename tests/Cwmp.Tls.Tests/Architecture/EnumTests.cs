// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Tests.Architecture;

/// <summary>
/// The value that a forgotten assignment, a default struct or an unknown number in a file gives is never a loose one: zero exists in every
/// public enum, and it says nothing, or it is the strict choice.
/// </summary>
public sealed class EnumTests
{
    // Names of a zero that claims nothing.
    private static readonly string[] Neutral =
    [
        "None", "Unspecified", "Unknown", "Off", "Other", "Created", "NotStarted", "NotEnded", "Stopped",
    ];

    // Enums whose zero is a choice, and why that choice is the safe one.
    private static readonly Dictionary<string, string> Safe = new(StringComparer.Ordinal)
    {
        ["AcsPasswordRule.UsernameNamesTheDevice"] = "the stricter of the two rules",
        ["AcsRedirectStatus.Found"] = "a redirect that is not remembered",
        ["CertificateKeyType.EcdsaP256"] = "a strong key that every peer takes",
        ["CpeApplyResult.Applied"] = "the number that TR-069 gives it",
        ["CwmpTlsEngine.Auto"] = "every engine verifies alike",
        ["CwmpTlsMethod.Tls12AndTls13"] = "no older protocol",
        ["CwmpTlsVerifyMode.RequireCertificate"] = "a peer without a certificate is refused",
        ["DevicePinDecision.Mismatch"] = "the peer is refused",
        ["HttpAuthenticationResult.Rejected"] = "the peer is refused",
        ["OptionMode.Disabled"] = "the number that TR-069 gives it",
        ["OptionState.DisabledNotSetUp"] = "the number that TR-069 gives it",
        ["Pkcs12Format.Aes256"] = "the stronger of the two formats",
        ["RenewalKey.New"] = "an old key is kept only where somebody says so",
        ["RequestStatus.Applied"] = "the number that TR-069 gives it",
        ["RevocationPolicy.WhereProvided"] = "what a CRL says is obeyed, and a CRL that is out of date refuses",
        ["VerificationRuleKind.Mandatory"] = "a rule that cannot be taken out",
    };

    public static TheoryData<Type> Enums() =>
    [
        .. new[] { typeof(CwmpTlsContext).Assembly, typeof(CwmpFault).Assembly }
            .SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => type.IsEnum),
    ];

    [Theory]
    [MemberData(nameof(Enums))]
    public void Zero_says_nothing_or_is_the_safe_choice(Type type)
    {
        string? zero = Enum.GetName(type, Enum.ToObject(type, 0));

        zero.Should().NotBeNull("{0} needs a value for zero", type.Name);
        (Neutral.Contains(zero) || Safe.ContainsKey($"{type.Name}.{zero}"))
            .Should().BeTrue("{0}.{1} is what a forgotten assignment gives: name it None or Unspecified, or say here why it is safe", type.Name, zero);
    }
}
