// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>FactoryReset: no arguments. Its response is empty.</summary>
internal sealed class FactoryResetCodec : RpcCodec<FactoryReset, FactoryResetResponse>
{
    protected override FactoryReset ReadRequest(ref SoapReader reader)
    {
        reader.Skip();
        return new FactoryReset();
    }

    protected override FactoryResetResponse ReadResponse(ref SoapReader reader)
    {
        reader.Skip();
        return new FactoryResetResponse();
    }
}
