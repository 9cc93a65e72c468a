// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;

namespace Cwmp.Tls.Tracing;

/// <summary>Builds the one-line texts of details: parts joined with "; ", empty parts left out.</summary>
internal struct DetailsText()
{
    private readonly StringBuilder _text = new();

    public void Add(string? part)
    {
        if (string.IsNullOrEmpty(part))
        {
            return;
        }

        _text.Append(_text.Length > 0 ? "; " : "").Append(part);
    }

    public void Add(string label, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            Add(label + " " + value);
        }
    }

    public void Add<T>(string label, IReadOnlyList<T> values)
    {
        if (values.Count > 0)
        {
            Add((label.Length > 0 ? label + " " : "") + string.Join(", ", values));
        }
    }

    public override readonly string ToString() => _text.ToString();
}
