// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.State;

/// <summary>The reboots that were promised, to the ACS or to a file, and not carried out. One reboot is enough for all of them.</summary>
internal sealed class CpeOwedReboot
{
    /// <summary>The command keys of the Reboots that were answered.</summary>
    public List<string> Keys { get; } = [];

    /// <summary>A file or a factory reset asked for a reboot.</summary>
    public bool WithoutKey { get; set; }

    /// <summary>A FactoryReset was answered and not carried out to its end.</summary>
    public bool FactoryReset { get; set; }

    /// <summary>How often the device's part of the factory reset was begun and not seen to end.</summary>
    public int FactoryResetStarts { get; set; }

    public bool IsOwed => Keys.Count > 0 || WithoutKey || FactoryReset;

    /// <summary>The device has booted: the reboots have happened.</summary>
    /// <returns>The command keys of the Reboots.</returns>
    public IReadOnlyList<string> Booted()
    {
        string[] keys = [.. Keys];
        Forget();
        return keys;
    }

    /// <summary>Forgets the reboots; that the device is being reset is not forgotten.</summary>
    public void Forget()
    {
        Keys.Clear();
        WithoutKey = false;
    }
}
