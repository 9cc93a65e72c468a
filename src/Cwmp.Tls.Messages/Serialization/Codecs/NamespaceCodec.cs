// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>CWMP namespaces from bytes, without an allocation for the official ones.</summary>
internal static class NamespaceCodec
{
    /// <summary>The namespace of a URI the reader has recognised.</summary>
    public static CwmpNamespace Read(ReadOnlySpan<byte> uri)
    {
        if (uri.SequenceEqual("urn:dslforum-org:cwmp-1-0"u8))
        {
            return CwmpNamespace.Cwmp10;
        }

        if (uri.SequenceEqual("urn:dslforum-org:cwmp-1-2"u8))
        {
            return CwmpNamespace.Cwmp12;
        }

        return CwmpNamespace.TryParse(Encoding.UTF8.GetString(uri), out CwmpNamespace ns) ? ns : default;
    }
}
