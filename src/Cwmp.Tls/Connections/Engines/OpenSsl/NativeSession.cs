// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>
/// One SSL over two memory BIOs. What OpenSSL wants to send waits in one; what the transport brings goes into the other. An SSL is not
/// thread-safe, so each call holds a lock, and none waits for anything. Thread-safe.
/// </summary>
internal sealed unsafe class NativeSession : IDisposable
{
    private const int Tls13 = 0x0304;

    private readonly Lock _lock = new();
    private readonly SafeSslHandle _ssl;
    private readonly nint _input;
    private readonly nint _output;
    private bool _isDisposed;

    public NativeSession(SafeSslContextHandle context, bool isServer, OpenSslConnection owner)
    {
        LibCrypto.ERR_clear_error();
        _ssl = LibSsl.SSL_new(context);
        _input = LibCrypto.BIO_new(LibCrypto.BIO_s_mem());
        _output = LibCrypto.BIO_new(LibCrypto.BIO_s_mem());
        if (_ssl.IsInvalid || _input == 0 || _output == 0)
        {
            _ssl.Dispose();
            throw OpenSslErrors.TakeAsException("OpenSSL cannot make a session");
        }

        // The SSL owns both BIOs from here on.
        LibSsl.SSL_set_bio(_ssl, _input, _output);
        _ssl.SetOwner(owner);
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
                return !_isDisposed && (LibSsl.SSL_has_pending(_ssl) == 1 || LibCrypto.BIO_ctrl_pending(_input) > 0);
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
                return _isDisposed ? 0 : checked((int)LibCrypto.BIO_ctrl_pending(_output));
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
                result = buffer.IsEmpty ? LibSsl.SSL_peek_ex(_ssl, &probe, 1, &count) : LibSsl.SSL_read_ex(_ssl, start, (nuint)buffer.Length, &count);
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

    /// <summary>Takes what waits to be sent, as much as fits.</summary>
    /// <returns>How many octets were taken.</returns>
    public int TakeOutput(Span<byte> buffer)
    {
        lock (_lock)
        {
            if (_isDisposed || LibCrypto.BIO_ctrl_pending(_output) == 0)
            {
                return 0;
            }

            fixed (byte* start = buffer)
            {
                return Math.Max(0, LibCrypto.BIO_read(_output, start, buffer.Length));
            }
        }
    }

    /// <summary>Gives the transport's octets to OpenSSL.</summary>
    public void Feed(ReadOnlySpan<byte> octets)
    {
        lock (_lock)
        {
            ThrowIfDisposed();
            fixed (byte* start = octets)
            {
                if (LibCrypto.BIO_write(_input, start, octets.Length) != octets.Length)
                {
                    throw OpenSslErrors.TakeAsException("OpenSSL cannot take what the peer sent");
                }
            }
        }
    }

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
