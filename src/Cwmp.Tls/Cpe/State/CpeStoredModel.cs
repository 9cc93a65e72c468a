// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Text.Json;
using Cwmp.Tls.Cpe.Model;

namespace Cwmp.Tls.Cpe.State;

/// <summary>
/// The data model's part of the state: what differs from the factory state, for a model that leaves storing to the engine.
/// </summary>
internal sealed class CpeStoredModel(ICpeDataModel model)
{
    private const string Name = "model";

    private readonly ICpeStoredModel? _model = model as ICpeStoredModel;
    private long _writtenVersion = -1;
    private byte[] _written = [];

    /// <summary>The length of what was written last.</summary>
    public int Length => _written.Length;

    public void Write(Utf8JsonWriter writer)
    {
        if (_model is null)
        {
            return;
        }

        // The tree may be large and most saves do not concern it.
        long version = _model.Version;
        if (version != _writtenVersion)
        {
            ArrayBufferWriter<byte> output = new();
            using (Utf8JsonWriter inner = new(output))
            {
                _model.SaveState(inner);
            }

            _written = output.WrittenSpan.ToArray();
            _writtenVersion = version;
        }

        writer.WritePropertyName(Name);
        writer.WriteRawValue(_written, skipInputValidation: true);
    }

    /// <summary>Takes over what a state holds of the model; a state that holds nothing of it leaves the model as it is.</summary>
    public void Read(JsonElement state)
    {
        if (_model is not null && state.TryGetProperty(Name, out JsonElement values))
        {
            _model.RestoreState(values);
        }
    }

    /// <summary>Returns the model to what was stored last, or to the factory's values where nothing was stored.</summary>
    public void Restore(ReadOnlyMemory<byte> stored)
    {
        if (_model is null)
        {
            return;
        }

        using JsonDocument document = JsonDocument.Parse(stored.IsEmpty ? "{}"u8.ToArray() : stored);
        _model.RestoreState(document.RootElement.TryGetProperty(Name, out JsonElement values) ? values : document.RootElement);
    }
}
