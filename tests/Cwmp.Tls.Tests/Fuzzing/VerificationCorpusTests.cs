// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Fuzz;

namespace Cwmp.Tls.Tests.Fuzzing;

/// <summary>Every seed and every find of the targets certificate, crl and name, once more.</summary>
public sealed class VerificationCorpusTests
{
    [Fact]
    public void Certificates_of_the_corpus_break_nothing() => Replay("certificate", input => VerificationTargets.Certificate(input));

    [Fact]
    public void Crls_of_the_corpus_break_nothing() => Replay("crl", input => VerificationTargets.Crl(input));

    [Fact]
    public void Names_of_the_corpus_break_nothing() => Replay("name", input => VerificationTargets.Name(input));

    private static void Replay(string target, Action<byte[]> run)
    {
        IReadOnlyList<byte[]> corpus = FuzzCorpus.Of(target);

        corpus.Should().NotBeEmpty();
        Action replay = () => corpus.ToList().ForEach(run);
        replay.Should().NotThrow();
    }
}
