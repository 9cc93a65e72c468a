// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Certificates;

/// <summary>One block of a PEM text, its data zeroed on disposal.</summary>
internal sealed class PemBlock(string label, SecretBytes data) : IDisposable
{
    public string Label => label;

    public SecretBytes Data => data;

    public void Dispose() => data.Dispose();
}
