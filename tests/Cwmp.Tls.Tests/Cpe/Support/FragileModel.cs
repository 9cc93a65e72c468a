// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Runtime.CompilerServices;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Tests.Cpe.Support;

/// <summary>A data model whose members throw when a test says so, as somebody else's code may.</summary>
internal sealed class FragileModel(ICpeDataModel inner, IReadOnlySet<string> broken) : ICpeDataModel
{
    public event EventHandler<CpeParameterChangedEventArgs>? ParameterChanged
    {
        add => inner.ParameterChanged += value;
        remove => inner.ParameterChanged -= value;
    }

    public string Root => inner.Root;

    public DeviceIdStruct DeviceId => Whole().DeviceId;

    public ParameterValue? Read(string name) => Whole().Read(name);

    public bool Write(string name, string value) => Whole().Write(name, value);

    public bool IsSecret(string name) => Whole().IsSecret(name);

    public IReadOnlyList<KeyValuePair<string, ParameterNotification>> GetNotifications() => Whole().GetNotifications();

    public ValueTask<IReadOnlyList<ParameterValue>> GetParameterValuesAsync(IReadOnlyList<string> names,
        CancellationToken cancellationToken) =>
        Whole().GetParameterValuesAsync(names, cancellationToken);

    public ValueTask<RequestStatus> SetParameterValuesAsync(
        IReadOnlyList<ParameterValue> values, string parameterKey, CancellationToken cancellationToken) =>
        Whole().SetParameterValuesAsync(values, parameterKey, cancellationToken);

    public ValueTask<IReadOnlyList<ParameterInfoStruct>> GetParameterNamesAsync(string path, bool nextLevel,
        CancellationToken cancellationToken) =>
        Whole().GetParameterNamesAsync(path, nextLevel, cancellationToken);

    public ValueTask<IReadOnlyList<ParameterAttributeStruct>> GetParameterAttributesAsync(
        IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        Whole().GetParameterAttributesAsync(names, cancellationToken);

    public ValueTask SetParameterAttributesAsync(IReadOnlyList<SetParameterAttributesStruct> attributes,
        CancellationToken cancellationToken) =>
        Whole().SetParameterAttributesAsync(attributes, cancellationToken);

    public ValueTask<AddObjectResponse> AddObjectAsync(string objectName, string parameterKey, CancellationToken cancellationToken) =>
        Whole().AddObjectAsync(objectName, parameterKey, cancellationToken);

    public ValueTask<RequestStatus> DeleteObjectAsync(string objectName, string parameterKey, CancellationToken cancellationToken) =>
        Whole().DeleteObjectAsync(objectName, parameterKey, cancellationToken);

    public ValueTask FactoryResetAsync(CancellationToken cancellationToken) => Whole().FactoryResetAsync(cancellationToken);

    private ICpeDataModel Whole([CallerMemberName] string member = "") =>
        broken.Contains(member) ? throw new NotImplementedException($"{member} is broken.") : inner;
}
