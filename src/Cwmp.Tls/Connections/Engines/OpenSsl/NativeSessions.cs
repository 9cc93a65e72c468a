// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>What is asked of an SSL_SESSION.</summary>
internal static unsafe class NativeSessions
{
    public static bool IsResumable(nint session) => LibSsl.SSL_SESSION_is_resumable(session) == 1;

    public static bool TryReadId(nint session, out SessionId id)
    {
        uint length;
        byte* octets = LibSsl.SSL_SESSION_get_id(session, &length);
        return SessionId.TryRead(new ReadOnlySpan<byte>(octets, (int)length), out id);
    }

    public static nint AddReference(nint session) => LibSsl.SSL_SESSION_up_ref(session) == 1 ? session : 0;

    public static void Release(nint session) => LibSsl.SSL_SESSION_free(session);
}
