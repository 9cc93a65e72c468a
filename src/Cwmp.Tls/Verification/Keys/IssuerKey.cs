// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using System.Security.Cryptography;
using Cwmp.Tls.Verification.Der;

namespace Cwmp.Tls.Verification.Keys;

/// <summary>
/// A public key of an issuer that stays imported: importing costs several times what checking a signature costs. The platform's key
/// objects promise nothing about concurrent use, so each check takes one out of a small pool and puts it back.
/// </summary>
/// <remarks>
/// Thread-safe. After <see cref="Retire"/> idle keys are gone and keys in use go when their check ends; a late check still works.
/// </remarks>
internal sealed class IssuerKey(ReadOnlyMemory<byte> document, PublicKeyInfo info)
{
    private static readonly int MaxIdle = Math.Max(4, Environment.ProcessorCount);

    private readonly ConcurrentBag<AsymmetricAlgorithm> _idle = [];
    private AsymmetricAlgorithm? _first;
    private volatile bool _retired;
    private volatile bool _unusable;

    public PublicKeyKind Kind => info.Kind;

    /// <summary>Keys that are imported and idle; for tests of their life.</summary>
    public int IdleCount => _idle.Count + (Volatile.Read(ref _first) is null ? 0 : 1);

    /// <summary>Checks a signature over <paramref name="signed"/>.</summary>
    public SignatureOutcome Verify(SignatureScheme scheme, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        if (scheme == SignatureScheme.Unsupported)
        {
            return SignatureOutcome.UnsupportedAlgorithm;
        }

        bool elliptic = SignatureSchemes.IsElliptic(scheme);
        if (elliptic ? !info.IsElliptic : info.Kind != PublicKeyKind.Rsa)
        {
            return SignatureOutcome.UnusableKey;
        }

        // RFC 3279 §2.2.3; RFC 8017 §8.2.2 step 1: a signature is as long as the modulus.
        if (elliptic ? !EcdsaSignature.IsWellFormed(signature, (info.Bits + 7) / 8) : signature.Length != (info.Bits + 7) / 8)
        {
            return SignatureOutcome.Invalid;
        }

        if (Rent() is not { } key)
        {
            return SignatureOutcome.UnusableKey;
        }

        try
        {
            bool valid = key is ECDsa ecdsa
                ? ecdsa.VerifyData(signed, signature, SignatureSchemes.HashOf(scheme), DSASignatureFormat.Rfc3279DerSequence)
                : ((RSA)key).VerifyData(signed, signature, SignatureSchemes.HashOf(scheme), SignatureSchemes.PaddingOf(scheme));
            return valid ? SignatureOutcome.Valid : SignatureOutcome.Invalid;
        }
        catch (CryptographicException)
        {
            return SignatureOutcome.Invalid;
        }
        finally
        {
            Return(key);
        }
    }

    /// <summary>Releases the imported keys.</summary>
    public void Retire()
    {
        _retired = true;
        Drain();
    }

    private AsymmetricAlgorithm? Rent()
    {
        if (Interlocked.Exchange(ref _first, null) is { } first)
        {
            return first;
        }

        return _idle.TryTake(out AsymmetricAlgorithm? key) ? key : Import();
    }

    private void Return(AsymmetricAlgorithm key)
    {
        if (_retired)
        {
            key.Dispose();
        }
        else if (Interlocked.CompareExchange(ref _first, key, null) is not null)
        {
            if (_idle.Count < MaxIdle)
            {
                _idle.Add(key);
            }
            else
            {
                key.Dispose();
            }
        }

        // Retired between the question and the return.
        if (_retired)
        {
            Drain();
        }
    }

    private void Drain()
    {
        Interlocked.Exchange(ref _first, null)?.Dispose();
        while (_idle.TryTake(out AsymmetricAlgorithm? key))
        {
            key.Dispose();
        }
    }

    private AsymmetricAlgorithm? Import()
    {
        if (_unusable || (info.Kind == PublicKeyKind.Rsa && info.Bits > PublicKeyInfo.MaxRsaBits))
        {
            return null;
        }

        try
        {
            return info.Kind switch
            {
                PublicKeyKind.Rsa => RSA.Create(new RSAParameters { Modulus = Copy(info.First), Exponent = Copy(info.Second) }),
                PublicKeyKind.P256 => ECDsa.Create(Point(ECCurve.NamedCurves.nistP256)),
                PublicKeyKind.P384 => ECDsa.Create(Point(ECCurve.NamedCurves.nistP384)),
                PublicKeyKind.P521 => ECDsa.Create(Point(ECCurve.NamedCurves.nistP521)),
                _ => null,
            };
        }
        catch (CryptographicException)
        {
            // A point that is not on its curve, for example. It will not get better.
            _unusable = true;
            return null;
        }
    }

    private ECParameters Point(ECCurve curve) => new() { Curve = curve, Q = new ECPoint { X = Copy(info.First), Y = Copy(info.Second) } };

    private byte[] Copy(DerSlice slice) => slice.In(document).ToArray();
}
