// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Fuzz;

internal static partial class FuzzTargets
{
    private static FuzzSubject Certificates => new(VerificationTargets.Certificate, () => FuzzCorpus.Of("certificate"), Asn1Words)
    {
        Structure = Der,
    };

    private static FuzzSubject Crls => new(VerificationTargets.Crl, () => FuzzCorpus.Of("crl"), Asn1Words) { Structure = Der };

    private static FuzzSubject Names => new(
        VerificationTargets.Name,
        () => [.. FuzzCorpus.Of("name"), .. FuzzCorpus.Of("certificate")],
        [.. Asn1Words, "*."u8.ToArray(), "xn--"u8.ToArray(), "@"u8.ToArray(), "://"u8.ToArray(), "."u8.ToArray(), "::"u8.ToArray(),
            "\"\\"u8.ToArray()])
    {
        Structure = Der,
    };

    private static Func<Random, byte[], byte[]> Der => new DerMutator(Asn1Words).Change;

    // Tags with lengths of every form, extension identifiers, algorithms, times.
    private static byte[][] Asn1Words =>
    [
        .. new[]
        {
            "3000", "3080", "308100", "30820000", "3084FFFFFFFF", "0500", "020100", "0201FF", "02020080", "0101FF", "010101", "030100",
            "03020780",
            "0400", "A000", "A100", "A300", "8000", "8200", "8704C0000201", "0603551D0E", "0603551D0F", "0603551D11", "0603551D13",
            "0603551D14",
            "0603551D1B", "0603551D1C", "0603551D1E", "0603551D1F", "0603551D20", "0603551D21", "0603551D23", "0603551D24", "0603551D25",
            "0603551D36", "0604551D2000", "06082B06010505070101", "06082B06010505070301", "06082B06010505070302",
            "300A06082A8648CE3D040302",
            "300D06092A864886F70D01010B0500", "06082A8648CE3D030107", "0603550403", "170D3236303130313030303030305A",
            "180F32303530303130313030303030305A", "0C0141", "1E020041", "1C0400000041", "1F8101",
        }.Select(Convert.FromHexString),
    ];
}
