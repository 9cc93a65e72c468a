// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.Model;

/// <summary>Says which parameter of a data model changed.</summary>
/// <param name="name">A full parameter name.</param>
public sealed class CpeParameterChangedEventArgs(string name) : EventArgs
{
    /// <summary>The full name of the parameter.</summary>
    public string Name { get; } = name;
}
