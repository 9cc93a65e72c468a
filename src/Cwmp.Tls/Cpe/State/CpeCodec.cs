// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;

namespace Cwmp.Tls.Cpe.State;

/// <summary>Messages in the state store: as the envelopes they are sent in, so that every version of the library reads them.</summary>
internal static class CpeCodec
{
    public static string Store(CwmpMessage message)
        => Encoding.UTF8.GetString(CwmpSerializer.Default.WriteToArray(new CwmpEnvelope { Body = message }));

    public static CwmpMessage Restore(string envelope) => CwmpSerializer.Default.Read(Encoding.UTF8.GetBytes(envelope)).Body;
}
