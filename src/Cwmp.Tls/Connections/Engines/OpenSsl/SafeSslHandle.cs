// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Runtime.InteropServices;

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>
/// An SSL and the handles by which OpenSSL's callbacks find what it belongs to. The handles are weak, so that a connection nobody disposed
/// can still be collected, and they are freed after the SSL, so that no callback meets a handle that is gone.
/// </summary>
internal sealed class SafeSslHandle() : SafeHandle(0, ownsHandle: true)
{
    private GCHandle _owner;
    private GCHandle _session;

    public override bool IsInvalid => handle == 0;

    /// <summary>Connects the SSL with its session's buffers and with the connection that answers its callbacks. Called once.</summary>
    public bool Connect(NativeSession session, OpenSslConnection owner)
    {
        _owner = GCHandle.Alloc(owner, GCHandleType.Weak);
        _session = GCHandle.Alloc(session, GCHandleType.Weak);
        nint bio = NativeBio.Create(GCHandle.ToIntPtr(_session));
        if (bio == 0 || LibSsl.SSL_set_ex_data(this, LibCrypto.ConnectionIndex, GCHandle.ToIntPtr(_owner)) != 1)
        {
            return false;
        }

        // One BIO for both directions: the SSL owns it once.
        LibSsl.SSL_set_bio(this, bio, bio);
        return true;
    }

    /// <summary>The connection an SSL belongs to, in a callback; null where it has none.</summary>
    public static OpenSslConnection? OwnerOf(nint ssl)
    {
        nint owner = LibSsl.SSL_get_ex_data(ssl, LibCrypto.ConnectionIndex);
        return owner == 0 ? null : GCHandle.FromIntPtr(owner).Target as OpenSslConnection;
    }

    protected override bool ReleaseHandle()
    {
        // OpenSSL makes the session of a connection that ends without close_notify impossible to resume; RFC 5246 §7.2.1 no longer asks for
        // that.
        LibSsl.SSL_set_shutdown(handle, LibSsl.SentShutdown | LibSsl.ReceivedShutdown);
        LibSsl.SSL_free(handle);
        if (_owner.IsAllocated)
        {
            _owner.Free();
        }

        if (_session.IsAllocated)
        {
            _session.Free();
        }

        return true;
    }
}
