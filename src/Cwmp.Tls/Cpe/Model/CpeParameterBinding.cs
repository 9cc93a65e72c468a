// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.Model;

/// <summary>
/// Ties a parameter of a <see cref="CpeParameterTree"/> to the device. Every function is optional. The functions are called under the lock
/// of the tree: they must be quick, must not wait for another thread that uses the tree, and may use the tree themselves.
/// </summary>
public sealed class CpeParameterBinding
{
    /// <summary>Gives the current value. Null reads the value that is stored in the tree.</summary>
    public Func<string>? Read { get; init; }

    /// <summary>
    /// Checks a value from the ACS before anything changes. Null accepts it; a text says why not (fault 9007). The lexical form of the type
    /// is already checked.
    /// </summary>
    public Func<string, string?>? Validate { get; init; }

    /// <summary>
    /// Puts a value into effect: a value from the ACS after all values of the request were accepted, a stored value after a boot, and a
    /// factory value after a reset. An exception undoes the whole request of the ACS, which writes the old values again, and becomes a
    /// fault.
    /// </summary>
    public Action<string>? Write { get; init; }
}
