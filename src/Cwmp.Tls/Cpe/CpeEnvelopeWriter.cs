// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Messages;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Cpe;

/// <summary>
/// Writes the envelopes of one session. Each is written once and kept until the next, so that fault 8005 gets the identical octets.
/// </summary>
internal sealed class CpeEnvelopeWriter(CpeSessionSettings settings, ILogger log)
{
    private readonly CpePostBuffer _post = new();
    private int _lastId;

    /// <summary>The namespace that the two sides have agreed on; until then that of the highest version of the device.</summary>
    public CwmpNamespace Namespace { get; set; } = CwmpNamespace.ForVersion(settings.HighestVersion);

    /// <summary>The octets of the next POST.</summary>
    public ReadOnlyMemory<byte> Written => _post.WrittenMemory;

    /// <summary>Makes the next POST an empty one.</summary>
    public void Clear() => _post.Clear();

    public void WriteInform(Inform inform) => Write(new CwmpEnvelope
    {
        Body = inform,
        Namespace = Namespace,
        Id = NextId(),
        SessionTimeout = settings.HighestVersion >= CwmpVersion.Cwmp13 ? settings.SessionTimeoutHint : null,
        SupportedCwmpVersions = settings.HighestVersion >= CwmpVersion.Cwmp14 ? settings.Versions : [],
    });

    public void WriteRequest(CwmpRequest request) => Write(new CwmpEnvelope { Body = request, Namespace = Namespace, Id = NextId() });

    /// <summary>Writes the answer to a request of the ACS; a fault in its place where the answer cannot be written.</summary>
    public void WriteAnswer(CwmpEnvelope asked, CwmpMessage answer)
    {
        try
        {
            Write(asked.CreateAnswer(answer));
        }
        catch (ArgumentException e)
        {
            // A value of the device has characters that XML cannot carry.
            log.CpeRequestFailed(asked.Body.MethodName, e);
            Write(asked.CreateAnswer(CwmpFault.Create(CwmpFaultCode.InternalError, "The answer cannot be written in XML.")));
        }
        catch (CpePostBuffer.TooLongException)
        {
            // What is asked for can be asked for in parts.
            Write(asked.CreateAnswer(CwmpFault.Create(
                CwmpFaultCode.ResourcesExceeded, $"The answer would have more than {CpePostBuffer.MaximumLength} octets.")));
        }
    }

    private void Write(CwmpEnvelope envelope)
    {
        _post.Clear();
        settings.Serializer.Write(_post, envelope);
    }

    private string NextId() => (++_lastId).ToString(CultureInfo.InvariantCulture);
}
