// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Cwmp.Tls.Certificates;

/// <summary>
/// The blocks of a PEM text (RFC 7468) in order. The platform's reader steps over a damaged block; here it is an error, since a bundle
/// with a certificate missing fails much later and far from its cause.
/// </summary>
internal sealed class PemBlocks : IDisposable
{
    private readonly List<PemBlock> _blocks = [];

    private PemBlocks()
    {
    }

    public IReadOnlyList<PemBlock> All => _blocks;

    private static ReadOnlySpan<byte> BeginMarker => "-----BEGIN "u8;

    private static ReadOnlySpan<byte> EndMarker => "-----END "u8;

    public static bool LooksLikePem(ReadOnlySpan<byte> data) => data.IndexOf(BeginMarker) >= 0;

    /// <summary>The contents of the blocks with one label, in order; every other block is ignored, well formed or not.</summary>
    /// <exception cref="CertificateLoadException">
    /// A block with the label is damaged or has no end, as in a file that is half written. The whole text is then refused: with the other
    /// blocks only, a CA or a CRL would be missing, and nobody would notice.
    /// </exception>
    public static List<byte[]> Read(ReadOnlySpan<char> text, string source, string label) =>
        Read(Encoding.UTF8.GetBytes(text.ToArray()), source, label);

    /// <inheritdoc cref="Read(ReadOnlySpan{char}, string, string)"/>
    public static List<byte[]> Read(ReadOnlySpan<byte> text, string source, string label)
    {
        using PemBlocks pem = ReadBlocks(text, source, label);
        return [.. pem.All.Select(block => block.Data.Span.ToArray())];
    }

    /// <summary>All blocks, in order; the caller disposes them, since one may be a private key.</summary>
    /// <exception cref="CertificateLoadException">A block is damaged or has no end.</exception>
    public static PemBlocks Read(ReadOnlySpan<byte> text, string source) => ReadBlocks(text, source, label: null);

    private static PemBlocks ReadBlocks(ReadOnlySpan<byte> text, string source, string? label)
    {
        byte[] wanted = label is null ? [] : Encoding.ASCII.GetBytes(label + "-----");
        var result = new PemBlocks();
        try
        {
            int position = 0;
            int offset;
            while ((offset = text[position..].IndexOf(BeginMarker)) >= 0)
            {
                position += offset;
                ReadOnlySpan<byte> rest = text[position..];
                if (!rest[BeginMarker.Length..].StartsWith(wanted))
                {
                    position += BeginMarker.Length;
                    continue;
                }

                ReadOnlySpan<byte> block = OneBlock(rest);
                if (!PemEncoding.TryFindUtf8(block, out PemFields fields) || fields.Location.Start.Value != 0)
                {
                    throw Malformed(text, position, source);
                }

                var data = new SecretBytes(Math.Max(fields.DecodedDataLength, 1));
                result._blocks.Add(new PemBlock(Encoding.UTF8.GetString(block[fields.Label]), data));
                if (Base64.DecodeFromUtf8(block[fields.Base64Data], data.Buffer, out _, out int written) != OperationStatus.Done)
                {
                    throw Malformed(text, position, source);
                }

                data.Length = written;
                position += fields.Location.End.Value;
            }

            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (PemBlock block in _blocks)
        {
            block.Dispose();
        }
    }

    // From BEGIN to the end of the next END line, empty where another BEGIN comes first. The platform's reader goes back and forth between
    // markers: on thousands of unclosed ones it takes minutes, so it never sees more than one.
    private static ReadOnlySpan<byte> OneBlock(ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOf(EndMarker);
        if (end < 0 || rest[BeginMarker.Length..end].IndexOf(BeginMarker) >= 0)
        {
            return default;
        }

        int label = end + EndMarker.Length;
        int close = rest[label..].IndexOf("-----"u8);
        return close < 0 ? default : rest[..(label + close + 5)];
    }

    private static CertificateLoadException Malformed(ReadOnlySpan<byte> text, int position, string source)
    {
        int line = text[..position].Count((byte)'\n') + 1;
        ReadOnlySpan<byte> block = text[position..];
        int end = block.IndexOf(EndMarker);

        // RFC 1421 §4.6: the encryption that OpenSSL wrote before PKCS#8 became its habit, with an unsalted MD5 key derivation.
        if ((end < 0 ? block : block[..end]).IndexOf("Proc-Type: 4,ENCRYPTED"u8) >= 0)
        {
            return new CertificateLoadException(
                CertificateLoadError.UnsupportedAlgorithm,
                source,
                $"the key at line {line} is encrypted in OpenSSL's old form (Proc-Type); convert it "
                    + "with: openssl pkcs8 -topk8 -in OLD -out NEW");
        }

        string detail = end < 0 ? "has no END line; the file is cut short." : "is damaged: bad base64, or an END line that does not match.";
        return new CertificateLoadException(CertificateLoadError.Malformed, source, $"the PEM block at line {line} {detail}");
    }
}
