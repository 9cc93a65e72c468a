// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Tracing;

/// <summary>An alert that travelled in plain text.</summary>
public sealed record AlertDetails : HandshakeDetails
{
    internal AlertDetails()
    {
    }

    /// <summary>The alert.</summary>
    public TlsAlert Alert { get; internal init; }

    private protected override string Describe() => Alert.ToString();
}
