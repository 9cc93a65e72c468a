// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Fuzz;

namespace Cwmp.Tls.Tests.Fuzzing;

/// <summary>Every seed and every find of the target envelope, once more, and a few thousand mutations of them.</summary>
public sealed class EnvelopeCorpusTests
{
    [Fact]
    public void Envelopes_of_the_corpus_break_nothing()
    {
        IReadOnlyList<byte[]> corpus = EnvelopeTargets.Seeds();

        FuzzCorpus.Of("envelope").Should().NotBeEmpty();
        Action replay = () => corpus.ToList().ForEach(input => EnvelopeTargets.Read(input));
        replay.Should().NotThrow();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutations_of_them_break_nothing(int seed)
    {
        var mutator = new Mutator(seed, EnvelopeTargets.Seeds(), EnvelopeTargets.Words, XmlMutations.Mutate);

        Action run = () =>
        {
            for (int i = 0; i < 5_000; i++)
            {
                EnvelopeTargets.Read(mutator.Next());
            }
        };

        run.Should().NotThrow();
    }
}
