// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>One challenge or one set of credentials: a scheme with a token68 or with parameters (RFC 9110 §11).</summary>
internal sealed class HttpAuthenticationElement(string scheme)
{
    private readonly List<KeyValuePair<string, string>> _parameters = [];

    public string Scheme { get; } = scheme;

    /// <summary>The one opaque value that some schemes have, such as Basic credentials; null where the scheme has parameters.</summary>
    public string? Token68 { get; set; }

    public int ParameterCount => _parameters.Count;

    /// <summary>The unquoted value of a parameter, or null.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (KeyValuePair<string, string> parameter in _parameters)
            {
                if (parameter.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return parameter.Value;
                }
            }

            return null;
        }
    }

    public bool Is(string scheme) => Scheme.Equals(scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Adds a parameter; false where there is one of this name, which makes the element ambiguous (RFC 9110 §11.2).</summary>
    public bool TryAdd(string name, string value)
    {
        if (this[name] is not null)
        {
            return false;
        }

        _parameters.Add(new(name, value));
        return true;
    }
}
