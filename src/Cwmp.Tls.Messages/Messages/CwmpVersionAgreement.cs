// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>What two sides agreed on for a session.</summary>
/// <param name="Version">The version of the protocol.</param>
/// <param name="Namespace">The namespace of every later envelope of the session.</param>
/// <param name="UseCwmpVersion">What the ACS puts into the header UseCWMPVersion of its InformResponse; null for no header.</param>
public sealed record CwmpVersionAgreement(CwmpVersion Version, CwmpNamespace Namespace, CwmpVersion? UseCwmpVersion);
