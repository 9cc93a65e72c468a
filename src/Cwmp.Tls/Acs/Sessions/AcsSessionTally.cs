// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Acs.Sessions;

/// <summary>
/// What a session counts and keeps: the RPCs that were answered, and the requests of the CPE. Not thread-safe; the lock of the session
/// guards it.
/// </summary>
internal sealed class AcsSessionTally(int maxRequests, long maxRequestOctets)
{
    private const int MaxRpcNames = 256;

    private readonly List<string> _rpcs = [];
    private readonly List<CwmpRequest> _requests = [];
    private long _octets;

    /// <summary>How many RPCs were answered.</summary>
    public int RpcCount { get; private set; }

    /// <summary>The names of the first of them, in order. A copy.</summary>
    public IReadOnlyList<string> Rpcs => [.. _rpcs];

    /// <summary>The requests of the CPE so far, those that were answered with a fault included. A copy.</summary>
    public IReadOnlyList<CwmpRequest> Requests => [.. _requests];

    /// <summary>An RPC was answered.</summary>
    public void Count(string method)
    {
        RpcCount++;
        if (_rpcs.Count < MaxRpcNames)
        {
            _rpcs.Add(method);
        }
    }

    /// <summary>
    /// Keeps a request of the CPE. Requests stay in memory until the session ends, so that their size counts as well as their number.
    /// </summary>
    /// <returns>False where it would be one too many.</returns>
    public bool TryKeep(CwmpRequest request, int octets)
    {
        if (_requests.Count >= maxRequests || _octets + octets > maxRequestOctets)
        {
            return false;
        }

        _requests.Add(request);
        _octets += octets;
        return true;
    }
}
