// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;

namespace Cwmp.Tls.Certificates;

/// <summary>What an extractor found in a certificate: an identity, or why there is none. Immutable and thread-safe.</summary>
public sealed class DeviceIdentityExtraction
{
    private DeviceIdentityExtraction(DeviceIdentity? identity, DeviceIdentityRefusal refusal, string detail)
    {
        Identity = identity;
        Refusal = refusal;
        Detail = detail;
    }

    /// <summary>The identity, or null when it was refused.</summary>
    public DeviceIdentity? Identity { get; }

    /// <summary>Whether there is an identity.</summary>
    [MemberNotNullWhen(true, nameof(Identity))]
    public bool Succeeded => Identity is not null;

    /// <summary>Why there is no identity; <see cref="DeviceIdentityRefusal.None"/> when there is one.</summary>
    public DeviceIdentityRefusal Refusal { get; }

    /// <summary>Where the identity came from, or what was wrong: one clause for logs, free of unescaped peer text.</summary>
    public string Detail { get; }

    /// <summary>The certificate names this device.</summary>
    /// <param name="identity">The device.</param>
    /// <param name="source">Where it was found, such as "subject CN".</param>
    /// <returns>The result.</returns>
    public static DeviceIdentityExtraction Found(DeviceIdentity identity, string source)
    {
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(source);
        return new DeviceIdentityExtraction(identity, DeviceIdentityRefusal.None, source);
    }

    /// <summary>The certificate names no device.</summary>
    /// <param name="refusal">Why.</param>
    /// <param name="detail">What was expected and what came. Do not repeat the peer's text unescaped.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="refusal"/> is no reason.</exception>
    public static DeviceIdentityExtraction Refused(DeviceIdentityRefusal refusal, string detail)
    {
        ArgumentNullException.ThrowIfNull(detail);
        if (refusal is <= DeviceIdentityRefusal.None or > DeviceIdentityRefusal.Rejected)
        {
            throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "A refusal needs a reason.");
        }

        return new DeviceIdentityExtraction(null, refusal, detail);
    }

    /// <summary>The identity and its source, or the refusal and its detail.</summary>
    public override string ToString() => Identity is null ? $"{Refusal}: {Detail}" : $"{Identity} ({Detail})";
}
