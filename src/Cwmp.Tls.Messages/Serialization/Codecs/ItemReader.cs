// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>Reads one item of a list; the reader has entered its element.</summary>
internal delegate T ItemReader<out T>(ref SoapReader reader);
