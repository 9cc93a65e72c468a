// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;

namespace Cwmp.Tls.Certificates;

/// <summary>What an extractor found in a certificate: an identity, or why there is none. Immutable and thread-safe.</summary>
public sealed class DeviceIdentityExtraction
{
    private DeviceIdentityExtraction(DeviceIdentity? identity, DeviceIdentityError error, string detail)
    {
        Identity = identity;
        Error = error;
        Detail = detail;
    }

    /// <summary>The identity, or null where there is none.</summary>
    public DeviceIdentity? Identity { get; }

    /// <summary>Whether there is an identity.</summary>
    [MemberNotNullWhen(true, nameof(Identity))]
    public bool Succeeded => Identity is not null;

    /// <summary>Why there is no identity; <see cref="DeviceIdentityError.None"/> when there is one.</summary>
    public DeviceIdentityError Error { get; }

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
        return new DeviceIdentityExtraction(identity, DeviceIdentityError.None, source);
    }

    /// <summary>The certificate names no device.</summary>
    /// <param name="error">Why.</param>
    /// <param name="detail">What was expected and what came. Do not repeat the peer's text unescaped.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="error"/> is <see cref="DeviceIdentityError.None"/> or not defined.
    /// </exception>
    public static DeviceIdentityExtraction Refused(DeviceIdentityError error, string detail)
    {
        ArgumentNullException.ThrowIfNull(detail);
        if (error is <= DeviceIdentityError.None or > DeviceIdentityError.Rejected)
        {
            throw new ArgumentOutOfRangeException(nameof(error), error, "A refused certificate needs an error that says why.");
        }

        return new DeviceIdentityExtraction(null, error, detail);
    }

    /// <summary>The identity and its source, or the error and its detail.</summary>
    public override string ToString() => Identity is null ? $"{Error}: {Detail}" : $"{Identity} ({Detail})";
}
