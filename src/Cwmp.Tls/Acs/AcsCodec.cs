// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Acs;

internal sealed class AcsCodec(AcsEngineOptions options)
{
    public bool TryRead(AcsRequest request, [NotNullWhen(true)] out CwmpEnvelope? envelope, [NotNullWhen(false)] out AcsReply? failure) => throw new NotImplementedException(options.ToString() + request);
    public byte[] Write(CwmpEnvelope envelope, CwmpVersionAgreement version) => throw new NotImplementedException(options.ToString() + envelope + version);
}
