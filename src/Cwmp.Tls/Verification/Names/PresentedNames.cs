// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Der;

namespace Cwmp.Tls.Verification.Names;

/// <summary>The names a certificate presents (RFC 9525 §1.2): its subject, and its alternative names where it has any.</summary>
/// <param name="document">The whole certificate.</param>
/// <param name="subject">The subject Name, the whole element.</param>
/// <param name="hasAlternatives">Whether the certificate has a subjectAltName, well formed or not.</param>
/// <param name="alternatives">The value of a well-formed subjectAltName; empty otherwise.</param>
internal readonly ref struct PresentedNames(ReadOnlySpan<byte> document, DerSlice subject, bool hasAlternatives, DerSlice alternatives)
{
    private readonly DerSlice _alternatives = alternatives;

    public ReadOnlySpan<byte> Document { get; } = document;

    public DerSlice Subject { get; } = subject;

    public bool HasAlternatives { get; } = hasAlternatives;

    /// <summary>Walks the alternative names; there are none where the extension is absent or malformed.</summary>
    public GeneralNames Alternatives => GeneralNames.Of(Document, _alternatives);
}
