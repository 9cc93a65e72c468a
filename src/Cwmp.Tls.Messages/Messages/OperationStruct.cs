// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>
/// An operation on a deployment unit: <see cref="InstallOpStruct"/>, <see cref="UpdateOpStruct"/> or <see cref="UninstallOpStruct"/>, or
/// one of a vendor.
/// </summary>
public abstract record OperationStruct
{
    private protected OperationStruct()
    {
    }
}
