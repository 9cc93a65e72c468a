// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Cwmp.Tls.AspNetCore.Configuration;

/// <summary>
/// Fills options from a configuration section, and reports what cannot be read there together with what else is wrong. A key that no option
/// has is a mistake: a misspelled <c>CrlFiles</c> must not switch revocation off.
/// </summary>
/// <param name="name">The name of the options.</param>
/// <param name="section">The section.</param>
/// <param name="bind">Fills the options: generated code, because native AOT has no reflection for it. Its last argument says how.</param>
/// <param name="check">Finds further mistakes of the section; null for none.</param>
internal sealed class BoundOptions<TOptions>(
    string name,
    IConfiguration section,
    Action<IConfiguration, TOptions, Action<BinderOptions>> bind,
    Func<IConfiguration, TOptions, IEnumerable<string>>? check = null)
    : IConfigureNamedOptions<TOptions>, IValidateOptions<TOptions>
    where TOptions : class, new()
{
    private List<string> _mistakes = [];

    public void Configure(TOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? optionsName, TOptions options)
    {
        if (!string.Equals(optionsName, name, StringComparison.Ordinal))
        {
            return;
        }

        // An unknown key ends the strict reading, and the values after it are not read. The second reading passes over unknown keys, so
        // that those values are checked too.
        var mistakes = new List<string>();
        Bind(new TOptions(), binder => binder.ErrorOnUnknownConfiguration = true, mistakes);
        Bind(options, _ => { }, mistakes);
        mistakes.AddRange(check?.Invoke(section, options) ?? []);
        _mistakes = mistakes;
    }

    public ValidateOptionsResult Validate(string? optionsName, TOptions options) =>
        !string.Equals(optionsName, name, StringComparison.Ordinal) ? ValidateOptionsResult.Skip
        : _mistakes.Count == 0 ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail(_mistakes);

    private void Bind(TOptions options, Action<BinderOptions> how, List<string> mistakes)
    {
        try
        {
            bind(section, options, how);
        }
        catch (InvalidOperationException e)
        {
            string mistake = e.InnerException is null ? e.Message : $"{e.Message} {e.InnerException.Message}";
            if (!mistakes.Contains(mistake))
            {
                mistakes.Add(mistake);
            }
        }
    }
}
