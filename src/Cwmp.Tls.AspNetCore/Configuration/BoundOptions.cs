// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Cwmp.Tls.AspNetCore.Configuration;

/// <summary>
/// Fills options from a configuration section, and reports what cannot be read there together with what else is wrong. A key that no option has is a mistake: a
/// misspelled <c>CrlFiles</c> must not switch revocation off.
/// </summary>
/// <param name="name">The name of the options.</param>
/// <param name="section">The section.</param>
/// <param name="bind">Fills the options from it; generated code, since reflection is not for native AOT. Its last argument says how.</param>
/// <param name="check">Finds further mistakes of the section; null for none.</param>
internal sealed class BoundOptions<TOptions>(
    string name,
    IConfiguration section,
    Action<IConfiguration, TOptions, Action<BinderOptions>> bind,
    Func<IConfiguration, TOptions, IEnumerable<string>>? check = null)
    : IConfigureNamedOptions<TOptions>, IValidateOptions<TOptions>
    where TOptions : class, new()
{
    private List<string> _problems = [];

    public void Configure(TOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? optionsName, TOptions options)
    {
        if (!string.Equals(optionsName, name, StringComparison.Ordinal))
        {
            return;
        }

        // An unknown key ends the strict reading before the values after it are read; the second reading leaves it out, so that these can be checked as well.
        var problems = new List<string>();
        Bind(new TOptions(), binder => binder.ErrorOnUnknownConfiguration = true, problems);
        Bind(options, _ => { }, problems);
        problems.AddRange(check?.Invoke(section, options) ?? []);
        _problems = problems;
    }

    public ValidateOptionsResult Validate(string? optionsName, TOptions options) =>
        !string.Equals(optionsName, name, StringComparison.Ordinal) ? ValidateOptionsResult.Skip
        : _problems.Count == 0 ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail(_problems);

    private void Bind(TOptions options, Action<BinderOptions> how, List<string> problems)
    {
        try
        {
            bind(section, options, how);
        }
        catch (InvalidOperationException e)
        {
            string problem = e.InnerException is null ? e.Message : $"{e.Message} {e.InnerException.Message}";
            if (!problems.Contains(problem))
            {
                problems.Add(problem);
            }
        }
    }
}
