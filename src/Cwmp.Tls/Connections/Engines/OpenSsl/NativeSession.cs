// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>
/// One SSL between two buffers: what the transport has brought, and what OpenSSL wants to send. An SSL is not thread-safe, so each call
/// holds a lock, and none waits for anything. Thread-safe.
/// </summary>
internal sealed unsafe class NativeSession : IDisposable
{
    private const int Tls13 = 0x0304;

    private readonly Lock _lock = new();
    private readonly SafeSslHandle _ssl;
    private OctetBuffer _input;
    private OctetBuffer _output;
    private bool _isDisposed;

    public NativeSession(SafeSslContextHandle context, bool isServer, OpenSslConnection owner)
    {
        LibCrypto.ERR_clear_error();
        _ssl = LibSsl.SSL_new(context);
        if (_ssl.IsInvalid || !_ssl.Connect(this, owner))
        {
            _ssl.Dispose();
            throw OpenSslErrors.TakeAsException("OpenSSL cannot make a session");
        }

        if (isServer)
        {
            LibSsl.SSL_set_accept_state(_ssl);
        }
        else
        {
            LibSsl.SSL_set_connect_state(_ssl);
        }
    }

    /// <summary>Whether part of a record has come and the rest has not.</summary>
    public bool IsInsideRecord
    {
        get
        {
            lock (_lock)
            {
                return !_isDisposed && (LibSsl.SSL_has_pending(_ssl) == 1 || _input.Length > 0);
            }
        }
    }

    /// <summary>How many octets wait to be sent.</summary>
    public int OutputLength
    {
        get
        {
            lock (_lock)
            {
                return _isDisposed ? 0 : _output.Length;
            }
        }
    }

    /// <summary>Whether the handshake took up an earlier session; valid after the handshake.</summary>
    public bool IsResumed
    {
        get
        {
            lock (_lock)
            {
                ThrowIfDisposed();
                return LibSsl.SSL_session_reused(_ssl) == 1;
            }
        }
    }

    /// <summary>Names the host in the ClientHello (RFC 6066 §3) and offers application protocols (RFC 7301).</summary>
    /// <param name="hostName">A DNS name; null for none.</param>
    /// <param name="protocols">The list as RFC 7301 §3.1 encodes it; empty for none.</param>
    public void SetClientExtensions(string? hostName, ReadOnlySpan<byte> protocols)
    {
        byte[] name = Encoding.ASCII.GetBytes(hostName + '\0');
        lock (_lock)
        {
            fixed (byte* start = name)
            fixed (byte* list = protocols)
            {
                bool isNamed = hostName is null || LibSsl.SSL_ctrl(_ssl, LibSsl.CtrlSetServerName, new(0), start).Value == 1;
                bool isOffered = protocols.IsEmpty || LibSsl.SSL_set_alpn_protos(_ssl, list, (uint)protocols.Length) == 0;
                if (!isNamed || !isOffered)
                {
                    throw OpenSslErrors.TakeAsException("OpenSSL does not take the host name or the application protocols");
                }
            }
        }
    }

    /// <summary>Offers an earlier session to the server. The reference stays the caller's.</summary>
    public void Offer(nint session)
    {
        lock (_lock)
        {
            ThrowIfDisposed();
            LibCrypto.ERR_clear_error();
            if (LibSsl.SSL_set_session(_ssl, session) != 1)
            {
                // Then the handshake is a full one.
                LibCrypto.ERR_clear_error();
            }
        }
    }

    /// <summary>The session as it stands, with a reference that the caller owns; 0 where there is none.</summary>
    public nint GetSession()
    {
        lock (_lock)
        {
            ThrowIfDisposed();
            return LibSsl.SSL_get1_session(_ssl);
        }
    }

    /// <summary>Takes the handshake as far as what has come allows.</summary>
    public StepOutcome Handshake()
    {
        lock (_lock)
        {
            ThrowIfDisposed();
            LibCrypto.ERR_clear_error();
            int result = LibSsl.SSL_do_handshake(_ssl);
            return result == 1 ? new StepOutcome(StepResult.Done) : ReadOutcome(result);
        }
    }

    /// <summary>Decrypts data; an empty buffer asks whether there is any, without taking it.</summary>
    public StepOutcome Read(Span<byte> buffer)
    {
        lock (_lock)
        {
            ThrowIfDisposed();
            LibCrypto.ERR_clear_error();
            nuint count;
            byte probe;
            int result;
            fixed (byte* start = buffer)
            {
                result = buffer.IsEmpty
                    ? LibSsl.SSL_peek_ex(_ssl, &probe, 1, &count)
                    : LibSsl.SSL_read_ex(_ssl, start, (nuint)buffer.Length, &count);
            }

            return result == 1 ? new StepOutcome(StepResult.Done, buffer.IsEmpty ? 0 : (int)count) : ReadOutcome(result);
        }
    }

    /// <summary>Encrypts data.</summary>
    public StepOutcome Write(ReadOnlySpan<byte> data)
    {
        lock (_lock)
        {
            ThrowIfDisposed();
            LibCrypto.ERR_clear_error();
            nuint count;
            int result;
            fixed (byte* start = data)
            {
                result = LibSsl.SSL_write_ex(_ssl, start, (nuint)data.Length, &count);
            }

            return result == 1 ? new StepOutcome(StepResult.Done, (int)count) : ReadOutcome(result);
        }
    }

    /// <summary>Puts out close_notify.</summary>
    public void Close()
    {
        lock (_lock)
        {
            ThrowIfDisposed();
            LibCrypto.ERR_clear_error();
            if (LibSsl.SSL_shutdown(_ssl) < 0)
            {
                // After a failure OpenSSL sends none, and there is nobody to read it.
                LibCrypto.ERR_clear_error();
            }
        }
    }

    /// <summary>Takes what waits to be sent.</summary>
    /// <param name="octets">What is to be sent.</param>
    /// <returns>The array it is in, for the caller to give back to the shared pool; null where nothing waits.</returns>
    public byte[]? TakeOutput(out Memory<byte> octets)
    {
        lock (_lock)
        {
            return _output.TakeAll(out octets);
        }
    }

    /// <summary>Gives OpenSSL what the transport has brought.</summary>
    /// <param name="rented">An array of the shared pool, which is the session's from here on.</param>
    /// <param name="count">How many octets it holds.</param>
    public void Feed(byte[] rented, int count)
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                ArrayPool<byte>.Shared.Return(rented);
                ThrowIfDisposed();
            }

            _input.Put(rented, count);
        }
    }

    /// <summary>Called by the BIO, within a call of this session's own.</summary>
    public int GiveInput(Span<byte> destination) => _input.Take(destination);

    /// <summary>Called by the BIO, within a call of this session's own.</summary>
    public void KeepOutput(ReadOnlySpan<byte> octets) => _output.Append(octets);

    /// <summary>What the handshake agreed on; valid after it.</summary>
    public TlsEngineAgreement ReadAgreement()
    {
        lock (_lock)
        {
            ThrowIfDisposed();
            byte* protocol;
            uint length;
            LibSsl.SSL_get0_alpn_selected(_ssl, &protocol, &length);
            return new TlsEngineAgreement(
                LibSsl.SSL_version(_ssl) == Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12,
                (TlsCipherSuite)LibSsl.SSL_CIPHER_get_protocol_id(LibSsl.SSL_get_current_cipher(_ssl)),
                length == 0 ? default : new SslApplicationProtocol(new ReadOnlySpan<byte>(protocol, (int)length).ToArray()));
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _ssl.Dispose();
            _input.Release();
            _output.Release();
        }
    }

    // Called under the lock, at once after the call it asks about.
    private StepOutcome ReadOutcome(int result)
    {
        switch (LibSsl.SSL_get_error(_ssl, result))
        {
            case LibSsl.ErrorWantRead or LibSsl.ErrorWantWrite:
                return new StepOutcome(StepResult.WantsInput);
            case LibSsl.ErrorZeroReturn:
                return new StepOutcome(StepResult.Closed);
            default:
                (int reason, string text) = OpenSslErrors.Take();
                return new StepOutcome(StepResult.Failed, 0, reason, text);
        }
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);
}
