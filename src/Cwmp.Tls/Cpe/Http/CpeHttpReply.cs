// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.Http;

/// <summary>A response of the ACS that may carry an envelope.</summary>
/// <param name="Body">Valid until the next POST; empty where the response is empty or only white space.</param>
/// <param name="Charset">The charset parameter of Content-Type, or null.</param>
/// <param name="Status">200, 204, or 500 for a SOAP fault.</param>
internal readonly record struct CpeHttpReply(ReadOnlyMemory<byte> Body, string? Charset, int Status);
