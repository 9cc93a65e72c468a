// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Acs.Posts;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.DocumentationTests.Snippets;

/// <summary>The code of docs/acs.md.</summary>
internal static class AcsPage
{
    public static async Task<AcsReply> PostAsync(
        ReadOnlyMemory<byte> body, string[] cookies, string connectionId, AcsPeerEvidence evidence, CancellationToken connectionAborted)
    {
        await using var engine = new AcsEngine(new Provisioning());

        AcsReply reply = await engine.HandleAsync(
            new AcsRequest
            {
                Body = body,                        // decoded; empty for an empty POST
                SessionTokens = cookies,            // every value of the session cookie
                ConnectionKey = connectionId,       // unlike any other; null behind a proxy that shares connections
                Evidence = evidence,                // verified facts only
            },
            connectionAborted);

        return reply;
    }

    public static async Task<AcsReply> ServeAsync(
        AcsEngine engine,
        ReadOnlyMemory<byte> body,
        string? charset,
        string[] cookies,
        string connectionId,
        AcsPeerEvidence evidence,
        CancellationToken connectionAborted)
    {
        AcsAdmission admission =
            engine.Admit(new AcsRequest { SessionTokens = cookies, ConnectionKey = connectionId, Evidence = evidence });
        AcsReply reply = admission.Refusal ?? await engine.HandleAsync(admission, body, charset, connectionAborted);

        return reply;
    }

    public sealed class Provisioning : CwmpAcs
    {
        public override async Task RunAsync(AcsSession session, CancellationToken cancellationToken)
        {
            // session.Device, session.AuthenticatedBy and session.Inform are there from the first line.
            if (session.Inform.Event.Any(e => e.EventCode == EventCode.Bootstrap))
            {
                await session.SetParameterValueAsync(
                    ParameterValue.UnsignedInt("Device.ManagementServer.PeriodicInformInterval", 3600),
                        cancellationToken: cancellationToken);
            }

            foreach (ParameterValue value in await session.GetParameterValuesAsync("Device.DeviceInfo.", cancellationToken))
            {
                Console.WriteLine(value);
            }
        }   // returning ends the session with 204
    }
}
