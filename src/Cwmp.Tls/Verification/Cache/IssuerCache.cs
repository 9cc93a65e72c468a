// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Parsing;

namespace Cwmp.Tls.Verification.Cache;

/// <summary>
/// Intermediates that have been part of an accepted path: parsed, their keys imported, and known to be signed by whom. A peer cannot fill
/// it with its own, since only what leads to an anchor gets in.
/// </summary>
internal sealed class IssuerCache(int capacity)
{
    private readonly GenerationCache<DerKey, ParsedCertificate> _issuers = new(capacity, static issuer => issuer.RetireKey());

    public int Count => _issuers.Count;

    public ParsedCertificate? Find(ReadOnlyMemory<byte> der) =>
        _issuers.TryGet(new DerKey(der), out ParsedCertificate? issuer) ? issuer : null;

    /// <summary>Keeps the CAs of an accepted path below its anchor.</summary>
    public void Learn(ParsedCertificate[] path)
    {
        ParsedCertificate above = path[^1];
        for (int depth = path.Length - 2; depth > 0; depth--)
        {
            ParsedCertificate kept = _issuers.Add(new DerKey(path[depth].Der), path[depth]);
            kept.IsKept = true;
            kept.VerifiedBy = above;
            above = kept;
        }
    }

    public void Clear() => _issuers.Clear();
}
