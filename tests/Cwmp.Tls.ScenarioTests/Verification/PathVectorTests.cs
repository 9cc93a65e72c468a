// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Conformance;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.ScenarioTests.Verification;

/// <summary>
/// The x509-limbo vectors, where they lie beside the repository. docs/verification.md names each difference with its reason.
/// </summary>
public sealed class PathVectorTests
{
    private const int MaximumFalseAccepts = 4;
    private const int MaximumFalseRejects = 4;

    [Fact]
    public void Vectors_are_judged_as_they_expect_but_for_those_that_contradict_each_other()
    {
        string core = RepositoryFiles.RequireShared("x509-limbo/limbo-core.json");
        string better = RepositoryFiles.RequireShared("x509-limbo/limbo-bettertls.json.gz");

        List<PathOutcome> outcomes =
            [.. PathSuiteReader.Read(core).Concat(PathSuiteReader.Read(better)).AsParallel().Select(PathJudge.Judge)];

        string[] accepts = [.. outcomes.Where(outcome => outcome.IsFalseAccept).Select(outcome => outcome.Case.Id)];
        string[] rejects = [.. outcomes.Where(outcome => outcome.IsFalseReject).Select(outcome => outcome.Case.Id)];
        accepts.Should().HaveCountLessThanOrEqualTo(MaximumFalseAccepts);
        rejects.Should().HaveCountLessThanOrEqualTo(MaximumFalseRejects);
        string page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "verification.md"));
        accepts.Concat(rejects).Should().AllSatisfy(id => page.Should().Contain($"`{id}`"));
    }
}
