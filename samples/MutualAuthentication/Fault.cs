// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace MutualAuthentication;

/// <summary>One fault that the experiment can cause, and the side that notices it.</summary>
internal sealed record Fault(string Name, string Description)
{
    public static readonly Fault ExpiredAcs = new("expired-acs", "the certificate of the ACS has expired; the CPE refuses it");
    public static readonly Fault ExpiredCpe = new("expired-cpe", "the certificate of the CPE has expired; the ACS refuses it");
    public static readonly Fault WrongCa = new("wrong-ca", "another CA issued the certificate of the CPE; the ACS refuses it");
    public static readonly Fault WrongHost = new("wrong-host", "the CPE dials a name that the certificate of the ACS is not for");
    public static readonly Fault NoClientCertificate = new("no-client-certificate", "the CPE shows no certificate; the ACS refuses it");
    public static readonly Fault KeyMismatch = new("key-mismatch", "the CPE is given the private key of another certificate");
    public static readonly Fault SelfSignedCpe = new("self-signed-cpe", "the CPE signed its certificate itself; the ACS refuses it");
    public static readonly Fault WrongEku = new("wrong-eku", "the CPE shows a certificate made for servers; the ACS refuses it");
    public static readonly Fault RevokedCpe = new("revoked-cpe", "the CA has revoked the certificate of the CPE; the ACS refuses it");
    public static readonly Fault PlainHttp = new("plain-http", "the CPE speaks plain HTTP to the TLS port");
    public static readonly Fault CutConnection =
        new("cut-connection", "the connection is cut in the middle; the ACS does not take the cut for the end");

    public static IReadOnlyList<Fault> All { get; } =
        [ExpiredAcs, ExpiredCpe, WrongCa, WrongHost, NoClientCertificate, KeyMismatch, SelfSignedCpe, WrongEku, RevokedCpe, PlainHttp,
            CutConnection];

    public static Fault? Find(string name) => All.FirstOrDefault(fault => fault.Name == name);
}
