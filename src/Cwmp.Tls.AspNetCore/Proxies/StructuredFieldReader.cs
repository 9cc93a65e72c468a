// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Cwmp.Tls.AspNetCore.Proxies;

/// <summary>
/// Reads the byte sequences of a structured field (RFC 8941 §4.2) one by one. Parameters are checked and passed over: the headers read here
/// define none, and a reader must ignore those that it does not know (§3.1.2).
/// </summary>
internal ref struct StructuredFieldReader(ReadOnlySpan<char> field)
{
    private const string LowerCase = "abcdefghijklmnopqrstuvwxyz";
    private const string UpperCase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string Base64Alphabet = UpperCase + LowerCase + Digits + "+/";

    private static readonly SearchValues<char> KeyStart = SearchValues.Create(LowerCase + "*");
    private static readonly SearchValues<char> KeyRest = SearchValues.Create(LowerCase + Digits + "_-.*");
    private static readonly SearchValues<char> TokenStart = SearchValues.Create(LowerCase + UpperCase + "*");
    private static readonly SearchValues<char> TokenRest = SearchValues.Create(LowerCase + UpperCase + Digits + "!#$%&'*+-.^_`|~:/");
    private static readonly SearchValues<char> Base64Digits = SearchValues.Create(Base64Alphabet + "=");
    private static readonly SearchValues<char> Number = SearchValues.Create(Digits + ".");

    private ReadOnlySpan<char> _rest = field.Trim(" \t");

    /// <summary>Whether all was read.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>A byte sequence with its parameters.</summary>
    public bool TryReadItem([NotNullWhen(true)] out byte[]? octets) => TryReadBytes(out octets) && TrySkipParameters();

    /// <summary>The comma before another member of a list, where there is one.</summary>
    public bool TryReadComma()
    {
        ReadOnlySpan<char> rest = _rest.TrimStart(" \t");
        if (rest.IsEmpty || rest[0] != ',')
        {
            return false;
        }

        // A comma with nothing behind it leaves the reader at an item that is none.
        _rest = rest[1..].TrimStart(" \t");
        return true;
    }

    private bool TryReadBytes([NotNullWhen(true)] out byte[]? octets)
    {
        octets = null;
        int length;
        if (_rest.IsEmpty || _rest[0] != ':' || (length = _rest[1..].IndexOf(':')) < 0)
        {
            return false;
        }

        ReadOnlySpan<char> text = _rest.Slice(1, length);
        if (text.ContainsAnyExcept(Base64Digits))
        {
            return false;
        }

        _rest = _rest[(length + 2)..];

        // Neither padding that is missing nor pad bits that are not zero are a reason to fail (§4.2.7).
        ReadOnlySpan<char> digits = text.TrimEnd('=');
        int last = digits.Length % 4;
        string padded = last < 2
            ? digits.ToString()
            : string.Concat(digits[..^1], [WithoutPadBits(digits[^1], last)], last == 2 ? "==" : "=");
        if (!Base64.IsValid(padded) || (text.Length != digits.Length && text.Length != padded.Length))
        {
            return false;
        }

        octets = Convert.FromBase64String(padded);
        return true;
    }

    // The last digit of a group of two has four bits too many, that of a group of three two.
    private static char WithoutPadBits(char digit, int length)
    {
        int value = Base64Alphabet.IndexOf(digit, StringComparison.Ordinal);
        return value < 0 ? digit : Base64Alphabet[value & (length == 2 ? 0x30 : 0x3C)];
    }

    private bool TrySkipParameters()
    {
        while (TrySkip(';'))
        {
            _rest = _rest.TrimStart(' ');
            if (!TrySkipWord(KeyStart, KeyRest) || (TrySkip('=') && !TrySkipValue()))
            {
                return false;
            }
        }

        return true;
    }

    private bool TrySkipValue()
    {
        switch (_rest.IsEmpty ? '\0' : _rest[0])
        {
            case ':':
                return TryReadBytes(out _);
            case '"':
                return TrySkipString();
            case '?':
                bool isBoolean = _rest.Length > 1 && _rest[1] is '0' or '1';
                _rest = isBoolean ? _rest[2..] : _rest;
                return isBoolean;
            case '-' or (>= '0' and <= '9'):
                TrySkip('-');
                int length = _rest.IndexOfAnyExcept(Number);
                ReadOnlySpan<char> number = length < 0 ? _rest : _rest[..length];
                _rest = _rest[number.Length..];
                return number.Length is > 0 and <= 16 && number[0] != '.' && number[^1] != '.' && number.Count('.') <= 1;
            default:
                return TrySkipWord(TokenStart, TokenRest);
        }
    }

    private bool TrySkipString()
    {
        for (int i = 1; i < _rest.Length; i++)
        {
            switch (_rest[i])
            {
                case '"':
                    _rest = _rest[(i + 1)..];
                    return true;
                case '\\':
                    i++;
                    if (i == _rest.Length || _rest[i] is not ('"' or '\\'))
                    {
                        return false;
                    }

                    break;
                case < ' ' or > '~':
                    return false;
            }
        }

        return false;
    }

    private bool TrySkip(char sign)
    {
        bool isThere = !_rest.IsEmpty && _rest[0] == sign;
        _rest = isThere ? _rest[1..] : _rest;
        return isThere;
    }

    private bool TrySkipWord(SearchValues<char> start, SearchValues<char> rest)
    {
        if (_rest.IsEmpty || !start.Contains(_rest[0]))
        {
            return false;
        }

        int length = _rest.IndexOfAnyExcept(rest);
        _rest = length < 0 ? default : _rest[length..];
        return true;
    }
}
