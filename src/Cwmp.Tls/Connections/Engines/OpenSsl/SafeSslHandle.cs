// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Runtime.InteropServices;

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>
/// An SSL and the handle by which OpenSSL's callbacks find the connection it belongs to. The handle is weak, so that a connection nobody
/// disposed can still be collected, and it is freed after the SSL, so that no callback meets a handle that is gone.
/// </summary>
internal sealed class SafeSslHandle() : SafeHandle(0, ownsHandle: true)
{
    private GCHandle _owner;

    public override bool IsInvalid => handle == 0;

    /// <summary>Lets the callbacks of this SSL find their connection. Called once.</summary>
    public void SetOwner(OpenSslConnection owner)
    {
        _owner = GCHandle.Alloc(owner, GCHandleType.Weak);
        LibSsl.SSL_set_ex_data(this, LibCrypto.ConnectionIndex, GCHandle.ToIntPtr(_owner));
    }

    /// <summary>The connection an SSL belongs to, in a callback; null where it has none.</summary>
    public static OpenSslConnection? OwnerOf(nint ssl)
    {
        nint owner = LibSsl.SSL_get_ex_data(ssl, LibCrypto.ConnectionIndex);
        return owner == 0 ? null : GCHandle.FromIntPtr(owner).Target as OpenSslConnection;
    }

    protected override bool ReleaseHandle()
    {
        // OpenSSL makes the session of a connection that ends without close_notify impossible to resume; RFC 5246 §7.2.1 no longer asks for that.
        LibSsl.SSL_set_shutdown(handle, LibSsl.SentShutdown | LibSsl.ReceivedShutdown);
        LibSsl.SSL_free(handle);
        if (_owner.IsAllocated)
        {
            _owner.Free();
        }

        return true;
    }
}
