// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Xunit;

namespace Cwmp.Tls.TestSupport.Architecture;

/// <summary>What a rule found, all of it: a failing rule is a list of work.</summary>
public static class Findings
{
    public static void AreNone(IEnumerable<string> findings)
    {
        string[] all = [.. findings.Order(StringComparer.Ordinal)];
        if (all.Length > 0)
        {
            Assert.Fail($"{all.Length} found:\n{string.Join('\n', all)}");
        }
    }
}
