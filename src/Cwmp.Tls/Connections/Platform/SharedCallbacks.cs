// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Runtime.CompilerServices;

namespace Cwmp.Tls.Connections.Platform;

/// <summary>
/// Gives equal observers the same validation callback. A server that answers a ClientHello with a HelloRetryRequest is asked for its
/// options again when the second one comes, and <see cref="System.Net.Security.SslStream"/> takes no other callback object then than it has
/// already. Thread-safe.
/// </summary>
internal sealed class SharedCallbacks<TObserver>(Func<TObserver?, RemoteCertificateValidationCallback> create)
    where TObserver : Delegate
{
    // The key of observers that belong to no object.
    private readonly object _static = new();

    // By the object an observer belongs to: the callbacks live as long as it does.
    private readonly ConditionalWeakTable<object, List<(TObserver Observer, RemoteCertificateValidationCallback Callback)>> _byTarget = [];
    private readonly Lazy<RemoteCertificateValidationCallback> _withoutObserver = new(() => create(null));

    public RemoteCertificateValidationCallback For(TObserver? observer)
    {
        if (observer is null)
        {
            return _withoutObserver.Value;
        }

        List<(TObserver Observer, RemoteCertificateValidationCallback Callback)> known =
            _byTarget.GetValue(observer.Target ?? _static, static _ => []);
        lock (known)
        {
            foreach ((TObserver other, RemoteCertificateValidationCallback callback) in known)
            {
                if (other.Equals(observer))
                {
                    return callback;
                }
            }

            RemoteCertificateValidationCallback made = create(observer);
            known.Add((observer, made));
            return made;
        }
    }
}
