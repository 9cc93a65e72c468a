// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Soap;

/// <summary>The URIs behind <see cref="SoapNamespace"/>.</summary>
internal static class SoapNamespaces
{
    public static ReadOnlySpan<byte> Envelope => "http://schemas.xmlsoap.org/soap/envelope/"u8;

    public static ReadOnlySpan<byte> Encoding => "http://schemas.xmlsoap.org/soap/encoding/"u8;

    public static ReadOnlySpan<byte> Schema => "http://www.w3.org/2001/XMLSchema"u8;

    public static ReadOnlySpan<byte> SchemaInstance => "http://www.w3.org/2001/XMLSchema-instance"u8;

    public static ReadOnlySpan<byte> Xml => "http://www.w3.org/XML/1998/namespace"u8;

    public static ReadOnlySpan<byte> Xmlns => "http://www.w3.org/2000/xmlns/"u8;

    public static ReadOnlySpan<byte> CwmpPrefix => "urn:dslforum-org:cwmp-"u8;

    /// <summary>Which namespace a URI names.</summary>
    public static SoapNamespace Classify(ReadOnlySpan<byte> uri)
    {
        if (uri.IsEmpty)
        {
            return SoapNamespace.None;
        }

        if (uri.StartsWith(CwmpPrefix))
        {
            return IsCwmp(uri[CwmpPrefix.Length..]) ? SoapNamespace.Cwmp : SoapNamespace.Other;
        }

        if (uri.SequenceEqual(Envelope))
        {
            return SoapNamespace.Envelope;
        }

        if (uri.SequenceEqual(Encoding) || uri.SequenceEqual(Encoding[..^1]))
        {
            return SoapNamespace.Encoding;
        }

        // The drafts of 1999 and 2000 live on in old devices.
        if (uri.SequenceEqual(Schema) || uri.SequenceEqual("http://www.w3.org/1999/XMLSchema"u8) ||
            uri.SequenceEqual("http://www.w3.org/2000/10/XMLSchema"u8))
        {
            return SoapNamespace.Schema;
        }

        if (uri.SequenceEqual(SchemaInstance) || uri.SequenceEqual("http://www.w3.org/1999/XMLSchema-instance"u8) ||
            uri.SequenceEqual("http://www.w3.org/2000/10/XMLSchema-instance"u8))
        {
            return SoapNamespace.SchemaInstance;
        }

        return uri.SequenceEqual(Xml) ? SoapNamespace.Xml : SoapNamespace.Other;
    }

    // N-M, one to three digits each.
    private static bool IsCwmp(ReadOnlySpan<byte> numbers)
    {
        int dash = numbers.IndexOf((byte)'-');
        return dash is >= 1 and <= 3 && numbers.Length - dash - 1 is >= 1 and <= 3 &&
            !numbers[..dash].ContainsAnyExceptInRange((byte)'0', (byte)'9') &&
            !numbers[(dash + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }
}
