// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Microsoft.Extensions.Options;

namespace Cwmp.Tls.AspNetCore.Endpoints;

internal sealed class CwmpAcsOptionsValidator : IValidateOptions<CwmpAcsOptions>
{
    public ValidateOptionsResult Validate(string? name, CwmpAcsOptions options)
    {
        IReadOnlyList<string> problems = options.Validate();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
