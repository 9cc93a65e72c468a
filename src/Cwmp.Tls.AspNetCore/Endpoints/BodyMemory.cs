// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.AspNetCore.Endpoints;

/// <summary>How much memory the bodies of all requests may take together. Thread-safe.</summary>
internal sealed class BodyMemory(long capacity)
{
    private long _taken;

    /// <summary>The bytes in use.</summary>
    public long Taken => Volatile.Read(ref _taken);

    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= capacity)
        {
            return true;
        }

        Interlocked.Add(ref _taken, -bytes);
        return false;
    }

    /// <summary>Counts what was taken at its real size.</summary>
    public void Adjust(int bytes) => Interlocked.Add(ref _taken, bytes);

    public void GiveBack(int bytes) => Interlocked.Add(ref _taken, -bytes);
}
