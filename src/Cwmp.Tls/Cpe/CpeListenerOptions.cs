// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;
using Cwmp.Tls.ConnectionRequests;

namespace Cwmp.Tls.Cpe;

/// <summary>Copies the options of the listeners for connection requests, which the engine fills with what the state and the data model say.</summary>
internal static class CpeListenerOptions
{
    [return: NotNullIfNotNull(nameof(options))]
    public static ConnectionRequestListenerOptions? Copy(ConnectionRequestListenerOptions? options)
    {
        if (options is null)
        {
            return null;
        }

        ConnectionRequestListenerOptions copy = new()
        {
            EndPoint = options.EndPoint,
            Path = options.Path,
            Username = options.Username,
            Password = options.Password,
            Realm = options.Realm,
            MaxConnections = options.MaxConnections,
            MaxConnectionsPerAddress = options.MaxConnectionsPerAddress,
            MaxRequestHeadBytes = options.MaxRequestHeadBytes,
            RequestTimeout = options.RequestTimeout,
            MaxFailuresPerAddress = options.MaxFailuresPerAddress,
            FailureWindow = options.FailureWindow,
        };
        copy.Algorithms.Clear();
        foreach (HttpAuthentication.HttpDigestAlgorithm algorithm in options.Algorithms)
        {
            copy.Algorithms.Add(algorithm);
        }

        return copy;
    }

    [return: NotNullIfNotNull(nameof(options))]
    public static UdpConnectionRequestListenerOptions? Copy(UdpConnectionRequestListenerOptions? options) => options is null ? null : new()
    {
        EndPoint = options.EndPoint,
        Username = options.Username,
        Password = options.Password,
        LastTimestamp = options.LastTimestamp,
        MaxAge = options.MaxAge,
    };

    [return: NotNullIfNotNull(nameof(options))]
    public static ConnectionRequestGateOptions? Copy(ConnectionRequestGateOptions? options) => options is null ? null : new()
    {
        Burst = options.Burst,
        Replenishment = options.Replenishment,
        IsBusy = options.IsBusy,
    };
}
