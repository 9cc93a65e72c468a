// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.Model;

/// <summary>What the nodes of a tree are made from, at the beginning and after a factory reset.</summary>
/// <param name="model">What every device of the kind has.</param>
/// <param name="values">The values of this one device in its factory state, by name; null for those of the model.</param>
internal sealed class CpeFactoryState(CpeModel model, IReadOnlyDictionary<string, string>? values)
{
    public CpeModel Model { get; } = model;

    public IReadOnlyDictionary<string, string>? Values { get; } = values;

    /// <summary>What ties parameters to the device, by name.</summary>
    public Dictionary<string, CpeParameterBinding> Bindings { get; } = new(StringComparer.Ordinal);
}
