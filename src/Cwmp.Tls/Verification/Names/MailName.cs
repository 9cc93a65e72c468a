// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;

namespace Cwmp.Tls.Verification.Names;

/// <summary>Mailboxes as octets (RFC 5321 §4.1.2): <c>local@host</c>, where the local part is compared exactly.</summary>
internal static class MailName
{
    /// <summary>A mailbox with a dot-atom (RFC 5322 §3.2.3) or quoted local part and one host name.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> mailbox, out ReadOnlySpan<byte> local, out ReadOnlySpan<byte> host)
    {
        int at = mailbox.LastIndexOf((byte)'@');
        local = at > 0 ? mailbox[..at] : default;
        host = at > 0 ? mailbox[(at + 1)..] : default;
        return at is > 0 and <= 64 && IsLocalPart(local) && DnsName.IsHost(host);
    }

    /// <summary>RFC 5280 §7.5: the host ignoring case, the local part exactly.</summary>
    public static bool AreEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        TrySplit(left, out ReadOnlySpan<byte> leftLocal, out ReadOnlySpan<byte> leftHost)
        && TrySplit(right, out ReadOnlySpan<byte> rightLocal, out ReadOnlySpan<byte> rightHost)
        && leftLocal.SequenceEqual(rightLocal) && Ascii.EqualsIgnoreCase(leftHost, rightHost);

    private static bool IsLocalPart(ReadOnlySpan<byte> local)
    {
        if (local.Length > 2 && local[0] == '"' && local[^1] == '"')
        {
            return IsQuoted(local[1..^1]);
        }

        byte previous = (byte)'.';
        foreach (byte b in local)
        {
            bool atom = char.IsAsciiLetterOrDigit((char)b) || "!#$%&'*+-/=?^_`{|}~"u8.Contains(b);
            if (!atom && (b != '.' || previous == '.'))
            {
                return false;
            }

            previous = b;
        }

        return previous != '.';
    }

    private static bool IsQuoted(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            // A backslash takes the meaning from whatever follows it.
            bool escaped = text[i] == '\\';
            i += escaped ? 1 : 0;
            if (i == text.Length || text[i] is < 0x20 or > 0x7E || (text[i] == '"' && !escaped))
            {
                return false;
            }
        }

        return true;
    }
}
