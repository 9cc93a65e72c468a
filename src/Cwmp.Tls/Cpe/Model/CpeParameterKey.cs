// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Model;

/// <summary>The ParameterKey, which the ACS sets together with values and objects.</summary>
internal static class CpeParameterKey
{
    private const int MaximumLength = 32;

    public static void ThrowIfUnacceptable(string parameterKey)
    {
        ArgumentNullException.ThrowIfNull(parameterKey);
        if (parameterKey.Length > MaximumLength)
        {
            throw new CwmpFaultException(
                CwmpFaultCode.InvalidArguments,
                $"The ParameterKey has {parameterKey.Length} characters; at most {MaximumLength} are allowed.");
        }
    }

    public static void Set(CpeNodeTree nodes, string parameterKey)
    {
        if (nodes.Find(nodes.Root.Name + CpeWellKnownParameters.ParameterKey) is { } node)
        {
            node.Value = parameterKey;
        }
    }
}
