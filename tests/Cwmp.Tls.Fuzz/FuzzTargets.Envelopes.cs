// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Fuzz;

internal static partial class FuzzTargets
{
    private static FuzzSubject Envelopes =>
        new(EnvelopeTargets.Read, EnvelopeTargets.Seeds, EnvelopeTargets.Words) { Structure = XmlMutations.Mutate };
}
