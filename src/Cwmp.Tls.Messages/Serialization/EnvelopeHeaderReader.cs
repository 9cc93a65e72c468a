// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Globalization;
using System.Text;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization.Codecs;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization;

/// <summary>
/// Reads the SOAP header. Entries of CWMP are known by name in whatever CWMP namespace; an entry that is not known is passed over, unless
/// it must be understood (SOAP 1.1 §4.2.3). That refusal comes after the last entry, so that the ID is known to the answer.
/// </summary>
internal static class EnvelopeHeaderReader
{
    private const int MostVersions = 32;

    /// <summary>Reads the entries; the reader has entered the Header.</summary>
    public static void Read(ref SoapReader reader, ref EnvelopeHeader header)
    {
        long notUnderstood = -1;
        int entries = 0;
        while (reader.ReadChild())
        {
            long offset = reader.ElementOffset;
            if (++entries > reader.Limits.MaxItems)
            {
                reader.FailAt(CwmpProtocolErrorCode.TooManyItems, offset);
            }
            else if (!ReadEntry(ref reader, ref header) && notUnderstood < 0)
            {
                notUnderstood = offset;
            }
        }

        if (notUnderstood >= 0)
        {
            reader.FailAt(CwmpProtocolErrorCode.MustUnderstand, notUnderstood, "a header of CWMP");
        }
    }

    // False: not understood, and it should have been.
    private static bool ReadEntry(ref SoapReader reader, ref EnvelopeHeader header)
    {
        SoapNamespace ns = reader.GetElementNamespace();
        if (ns is not (SoapNamespace.Cwmp or SoapNamespace.None))
        {
            bool must = MustUnderstand(ref reader);
            reader.Skip();
            return !must;
        }

        if (ns == SoapNamespace.Cwmp && header.Namespace.IsNone)
        {
            header.Namespace = NamespaceCodec.Read(reader.GetElementNamespaceUri());
        }

        if (reader.IsNamed("ID"u8))
        {
            string id = reader.ReadString();
            header.Id ??= id;
        }
        else if (reader.IsNamed("HoldRequests"u8))
        {
            header.HoldRequests = reader.ReadBoolean();
        }
        else if (reader.IsNamed("SessionTimeout"u8))
        {
            // A hint, so that one that is no number is none.
            ReadOnlySpan<byte> text = XmlCharacters.TrimSpace(reader.ReadText(out _));
            header.SessionTimeout = uint.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out uint seconds)
                ? seconds
                : null;
        }
        else if (reader.IsNamed("SupportedCWMPVersions"u8))
        {
            header.SupportedCwmpVersions = ReadVersions(ref reader);
        }
        else if (reader.IsNamed("UseCWMPVersion"u8))
        {
            long offset = reader.ElementOffset;
            if (!CwmpVersion.TryParse(reader.ReadString(), out CwmpVersion version))
            {
                reader.FailAt(CwmpProtocolErrorCode.InvalidValue, offset, "a version such as 1.4");
            }

            header.UseCwmpVersion = version;
        }
        else
        {
            // NoMoreRequests is of 2004, deprecated since Amendment 1, and has been seen with mustUnderstand.
            bool must = !reader.IsNamed("NoMoreRequests"u8) && MustUnderstand(ref reader);
            reader.Skip();
            return !must;
        }

        return true;
    }

    // SOAP 1.1 §4.2.2: an entry for another actor is not ours to understand.
    private static bool MustUnderstand(ref SoapReader reader)
    {
        bool must = reader.TryGetAttribute(SoapNamespace.Envelope, "mustUnderstand"u8, out ReadOnlySpan<byte> value) &&
            SoapReader.TryParseBoolean(XmlCharacters.TrimSpace(value), out bool isTrue) && isTrue;
        return must && (!reader.TryGetAttribute(SoapNamespace.Envelope, "actor"u8, out ReadOnlySpan<byte> actor) || actor.IsEmpty ||
            actor.SequenceEqual("http://schemas.xmlsoap.org/soap/actor/next"u8));
    }

    // A comma list, with blanks; what is no version in it is passed over.
    private static EquatableList<CwmpVersion> ReadVersions(ref SoapReader reader)
    {
        ReadOnlySpan<byte> text = reader.ReadText(out _);
        Span<char> characters = stackalloc char[16];
        var versions = new List<CwmpVersion>();
        while (!text.IsEmpty && versions.Count < MostVersions)
        {
            int comma = text.IndexOf((byte)',');
            ReadOnlySpan<byte> one = XmlCharacters.TrimSpace(comma < 0 ? text : text[..comma]);
            text = comma < 0 ? default : text[(comma + 1)..];
            if (one.Length <= characters.Length && Ascii.ToUtf16(one, characters, out int length) == OperationStatus.Done &&
                CwmpVersion.TryParse(characters[..length], out CwmpVersion version))
            {
                versions.Add(version);
            }
        }

        return EquatableList<CwmpVersion>.From(versions);
    }
}
