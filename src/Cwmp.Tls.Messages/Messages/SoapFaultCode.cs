// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The <c>faultcode</c> of SOAP 1.1 §4.4.1, without its prefix.</summary>
public enum SoapFaultCode
{
    /// <summary>None given, or none this library knows; a CWMP receiver may ignore the code.</summary>
    None = 0,

    /// <summary>The sender of the request is to blame.</summary>
    Client,

    /// <summary>The side that answers is to blame.</summary>
    Server,

    /// <summary>A header with mustUnderstand="1" was not understood. Such a fault has no detail.</summary>
    MustUnderstand,

    /// <summary>The envelope is not SOAP 1.1. Such a fault has no detail.</summary>
    VersionMismatch,
}
