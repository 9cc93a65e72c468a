// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Net;

namespace Cwmp.Tls.Certificates;

/// <summary>The DNS names that may go into a certificate.</summary>
internal static class HostNames
{
    private const int MaximumName = 253;
    private const int MaximumLabel = 63;

    /// <summary>The name in lower-case ASCII; throws where the text is not a host name.</summary>
    public static string ToAscii(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        bool wildcard = name.StartsWith("*.", StringComparison.Ordinal);
        string rest = wildcard ? name[2..] : name;
        string ascii;
        try
        {
            ascii = new IdnMapping { UseStd3AsciiRules = true }.GetAscii(rest).ToLowerInvariant();
        }
        catch (ArgumentException e)
        {
            throw Bad(name, parameter, e);
        }

        if (IPAddress.TryParse(ascii, out _))
        {
            throw new ArgumentException($"\"{name}\" is an IP address; put it among the IP addresses.", parameter);
        }

        // RFC 6125 §6.4.3: a wildcard is a whole left-most label, and one above a single label would cover a whole top-level domain.
        if (!IsHostName(ascii) || (wildcard && !ascii.Contains('.', StringComparison.Ordinal)))
        {
            throw Bad(name, parameter, null);
        }

        return wildcard ? "*." + ascii : ascii;
    }

    // RFC 1123 §2.1: letters, digits and hyphens, no hyphen at either end of a label.
    private static bool IsHostName(string name)
    {
        if (name.Length > MaximumName)
        {
            return false;
        }

        foreach (string label in name.Split('.'))
        {
            if (label.Length is 0 or > MaximumLabel || label[0] == '-' || label[^1] == '-'
                || !label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            {
                return false;
            }
        }

        return true;
    }

    private static ArgumentException Bad(string name, string parameter, Exception? inner) =>
        new($"\"{name}\" is not a DNS name such as acs.example.com or *.example.com.", parameter, inner);
}
