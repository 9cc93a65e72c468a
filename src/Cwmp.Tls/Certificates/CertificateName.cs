// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Certificates;

/// <summary>One name of a certificate: its text, or why it has none.</summary>
internal readonly record struct CertificateName(string? Text, DeviceIdentityError Error, string Detail);
