// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.Model;

/// <summary>
/// Ties a parameter of a <see cref="CpeParameterTree"/> to the device. Every part may be left out. The functions are called under the lock of
/// the tree: they must be quick, must not wait for another thread that uses the tree, and may use the tree themselves.
/// </summary>
public sealed class CpeParameterBinding
{
    /// <summary>Gives the value of the moment; null to read what is stored in the tree.</summary>
    public Func<string>? Read { get; init; }

    /// <summary>
    /// Judges a value of the ACS before anything changes: null to accept it, else why not (fault 9007). The lexical form of the type has been
    /// checked.
    /// </summary>
    public Func<string, string?>? Validate { get; init; }

    /// <summary>
    /// Puts a value into effect: one of the ACS, after all values of the request were accepted, one that was stored, after a boot, and the
    /// factory's, after a reset. An exception undoes the whole request of the ACS (the old values are written again) and becomes a fault.
    /// </summary>
    public Action<string>? Write { get; init; }
}
