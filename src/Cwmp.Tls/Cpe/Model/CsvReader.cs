// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;

namespace Cwmp.Tls.Cpe.Model;

/// <summary>Reads comma-separated values (RFC 4180): quoted fields, doubled quotes, line ends inside quotes, empty lines skipped.</summary>
internal sealed class CsvReader(TextReader input)
{
    private readonly StringBuilder _field = new();
    private readonly List<string> _row = [];

    /// <summary>The line being read, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>The line on which the last row began.</summary>
    public int RowLine { get; private set; }

    /// <summary>The next row, valid until the next call; null at the end.</summary>
    /// <exception cref="FormatException">A quote where none may be, or one that is never closed.</exception>
    public IReadOnlyList<string>? Read()
    {
        _row.Clear();
        _field.Clear();
        bool quoted = false;
        bool wasQuoted = false;
        RowLine = Line;
        while (true)
        {
            int c = input.Read();
            if (quoted)
            {
                if (c < 0)
                {
                    throw new FormatException($"Line {Line}: the quoted field is never closed.");
                }

                if (c != '"')
                {
                    Line += c == '\n' ? 1 : 0;
                    _field.Append((char)c);
                }
                else if (input.Peek() == '"')
                {
                    input.Read();
                    _field.Append('"');
                }
                else
                {
                    quoted = false;
                }

                continue;
            }

            switch (c)
            {
                case ',':
                    EndField(ref wasQuoted);
                    break;
                case '"' when _field.Length == 0 && !wasQuoted:
                    quoted = wasQuoted = true;
                    break;
                case '"':
                    throw new FormatException($"Line {Line}: a quote may only stand at the beginning and at the end of a field.");
                case '\r' when input.Peek() == '\n':
                    break;
                case '\r' or '\n' or < 0:
                    bool empty = _row.Count == 0 && _field.Length == 0 && !wasQuoted;
                    if (!empty)
                    {
                        EndField(ref wasQuoted);
                        Line += c < 0 ? 0 : 1;
                        return _row;
                    }

                    if (c < 0)
                    {
                        return null;
                    }

                    RowLine = ++Line;
                    break;
                default:
                    if (wasQuoted)
                    {
                        throw new FormatException($"Line {Line}: after a closing quote a comma or the end of the line must follow.");
                    }

                    _field.Append((char)c);
                    break;
            }
        }
    }

    private void EndField(ref bool wasQuoted)
    {
        _row.Add(_field.ToString());
        _field.Clear();
        wasQuoted = false;
    }
}
