// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Tests.Verification.Rules;

/// <summary>A chain that is good but for one rule.</summary>
internal sealed record Defect(ForgedAuthority Root, byte[] Leaf, byte[][] Intermediates, PeerRole Role = PeerRole.AcsServer)
{
    public VerifyResult Judge(VerificationProfile profile, Action<PeerVerifierOptions>? change = null)
    {
        PeerVerifierOptions options = Judging.Options(Role, Root.Der);
        options.Profile = profile;
        change?.Invoke(options);
        return Judging.With(options, Leaf, Intermediates, Role == PeerRole.AcsServer ? "acs.example.com" : null);
    }

    /// <summary>A defect of the peer's certificate.</summary>
    public static Defect OfLeaf(Action<CertificateSpec> change)
    {
        ForgedAuthority root = ForgedAuthority.Root();
        return new Defect(root, root.Acs(change: change), []);
    }

    /// <summary>A defect of the root.</summary>
    public static Defect OfRoot(Action<CertificateSpec> change)
    {
        ForgedAuthority root = ForgedAuthority.Root(change: change);
        return new Defect(root, root.Acs(), []);
    }

    /// <summary>A defect of an intermediate.</summary>
    public static Defect OfIntermediate(Action<CertificateSpec> change, Action<CertificateSpec>? leaf = null)
    {
        ForgedAuthority root = ForgedAuthority.Root();
        ForgedAuthority intermediate = root.Authority("Forged Intermediate", change);
        return new Defect(root, intermediate.Acs(change: leaf), [intermediate.Der]);
    }

    public static Defect OfCpe(Action<CertificateSpec> change)
    {
        ForgedAuthority root = ForgedAuthority.Root();
        return new Defect(root, root.Cpe(change: change), [], PeerRole.CpeDevice);
    }
}
