// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Trust;

/// <summary>Holds the trust store in force, and lets it be replaced while sessions go on.</summary>
/// <remarks>Thread-safe. Verifications that run when the store is replaced finish with the store they began with.</remarks>
public sealed class TrustSource
{
    private TrustStore _current;

    /// <summary>Begins with a store.</summary>
    /// <param name="initial">The store in force until <see cref="Update"/>.</param>
    public TrustSource(TrustStore initial)
    {
        ArgumentNullException.ThrowIfNull(initial);
        _current = initial;
    }

    /// <summary>Raised after the store was replaced, on the thread that replaced it.</summary>
    public event EventHandler? Changed;

    /// <summary>The store in force.</summary>
    public TrustStore Current => Volatile.Read(ref _current);

    /// <summary>Makes a source that holds one store.</summary>
    /// <param name="store">The store.</param>
    public static implicit operator TrustSource(TrustStore store) => FromTrustStore(store);

    /// <summary>Makes a source that holds one store.</summary>
    /// <param name="store">The store.</param>
    public static TrustSource FromTrustStore(TrustStore store) => new(store);

    /// <summary>Puts another store in force. Cached verdicts of the old one no longer count; its imported keys are released.</summary>
    /// <param name="store">The new store.</param>
    public void Update(TrustStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        TrustStore old = Interlocked.Exchange(ref _current, store);
        if (!ReferenceEquals(old, store))
        {
            old.RetireKeys();
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }
}
