// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.Json;

namespace Cwmp.Tls.Cpe.Model;

/// <summary>A data model whose changes the engine keeps in its own state. Any other model stores its changes itself.</summary>
internal interface ICpeStoredModel
{
    /// <summary>Counts changes that need storing; only compared for equality.</summary>
    long Version { get; }

    /// <summary>Writes what differs from the factory state, as one JSON object.</summary>
    void SaveState(Utf8JsonWriter writer);

    /// <summary>Returns to the factory state and applies what was saved. What the model does not know any more is left out.</summary>
    void RestoreState(JsonElement state);
}
