// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Rpc;

/// <summary>The RPCs that a device answers, by name. GetRPCMethods lists exactly these.</summary>
internal sealed class CpeMethods
{
    private readonly Dictionary<string, CpeMethod> _methods = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    /// <summary>The names, in the order in which they were added.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Adds an RPC that has a type; its name is the one in <see cref="CwmpMethod.All"/>.</summary>
    public void Add<TRequest>(Func<TRequest, CancellationToken, ValueTask<CwmpMessage>> answer)
        where TRequest : CwmpRequest
        => Add(CwmpMethod.Of<TRequest>().Name, Typed(answer));

    /// <summary>Adds the RPCs that the application answers.</summary>
    /// <exception cref="ArgumentException">The engine answers one of them itself.</exception>
    public void AddRange(IEnumerable<KeyValuePair<string, CpeMethod>> methods)
    {
        foreach ((string name, CpeMethod method) in methods)
        {
            Add(name, method);
        }
    }

    /// <summary>Makes the answer to an RPC from one that takes its type.</summary>
    public static CpeMethod Typed<TRequest>(Func<TRequest, CancellationToken, ValueTask<CwmpMessage>> answer)
        where TRequest : CwmpRequest
        => (request, cancellationToken) => request is TRequest typed ? answer(typed, cancellationToken) : throw new CwmpFaultException(
            CwmpFaultCode.InvalidArguments, $"The arguments of {request.MethodName} cannot be read.");

    /// <summary>Answers a request.</summary>
    /// <exception cref="CwmpFaultException">
    /// 9000 for an RPC that the device does not have, 9003 for arguments that cannot be read.
    /// </exception>
    public ValueTask<CwmpMessage> AnswerAsync(CwmpRequest request, CancellationToken cancellationToken)
        => _methods.TryGetValue(request.MethodName, out CpeMethod? method)
            ? method(request, cancellationToken)
            : throw new CwmpFaultException(CwmpFaultCode.MethodNotSupported, $"{request.MethodName} is not supported.");

    private void Add(string name, CpeMethod method)
    {
        if (!_methods.TryAdd(name, method))
        {
            throw new ArgumentException($"{name} is answered by the engine itself. Remove the answer of the application from the options.");
        }

        _names.Add(name);
    }
}
