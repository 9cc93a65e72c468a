// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Acs;

/// <summary>The delegate form of <see cref="CwmpAcs"/>.</summary>
internal sealed class DelegateCwmpAcs(Func<AcsSession, CancellationToken, Task> run) : CwmpAcs
{
    public override Task RunAsync(AcsSession session, CancellationToken cancellationToken) => run(session, cancellationToken);
}
