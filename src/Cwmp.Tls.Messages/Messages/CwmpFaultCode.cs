// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;

namespace Cwmp.Tls.Messages;

/// <summary>
/// A fault code of CWMP (TR-069 §A.5): 8000–8899 from an ACS, 9000–9899 from a CPE. The set is open, any number is carried.
/// The default value, 0, means "no fault" where a code is required (TransferComplete) and "none given" in a fault without detail.
/// </summary>
/// <param name="Value">The number.</param>
public readonly record struct CwmpFaultCode(int Value)
{
    /// <summary>0: no fault, or none given.</summary>
    public static CwmpFaultCode None => default;

    /// <summary>8000: the ACS does not support the method.</summary>
    public static CwmpFaultCode AcsMethodNotSupported => new(8000);

    /// <summary>8001: the ACS denies the request and gives no reason.</summary>
    public static CwmpFaultCode AcsRequestDenied => new(8001);

    /// <summary>8002: internal error of the ACS.</summary>
    public static CwmpFaultCode AcsInternalError => new(8002);

    /// <summary>8003: invalid arguments.</summary>
    public static CwmpFaultCode AcsInvalidArguments => new(8003);

    /// <summary>8004: the request needs more than the ACS has.</summary>
    public static CwmpFaultCode AcsResourcesExceeded => new(8004);

    /// <summary>8005: the CPE shall send the identical request again in the same session.</summary>
    public static CwmpFaultCode AcsRetryRequest => new(8005);

    /// <summary>8006: no CWMP version in common (CWMP 1.4).</summary>
    public static CwmpFaultCode AcsVersionIncompatible => new(8006);

    /// <summary>9000: the CPE does not support the method.</summary>
    public static CwmpFaultCode MethodNotSupported => new(9000);

    /// <summary>9001: the CPE denies the request and gives no reason.</summary>
    public static CwmpFaultCode RequestDenied => new(9001);

    /// <summary>9002: internal error of the CPE.</summary>
    public static CwmpFaultCode InternalError => new(9002);

    /// <summary>9003: invalid arguments; for SetParameterValues one detail per refused parameter.</summary>
    public static CwmpFaultCode InvalidArguments => new(9003);

    /// <summary>9004: the request needs more than the CPE has.</summary>
    public static CwmpFaultCode ResourcesExceeded => new(9004);

    /// <summary>9005: no such parameter.</summary>
    public static CwmpFaultCode InvalidParameterName => new(9005);

    /// <summary>9006: the declared type is not the parameter's.</summary>
    public static CwmpFaultCode InvalidParameterType => new(9006);

    /// <summary>9007: the value is not one the parameter can take.</summary>
    public static CwmpFaultCode InvalidParameterValue => new(9007);

    /// <summary>9008: the parameter cannot be written.</summary>
    public static CwmpFaultCode ParameterNotWritable => new(9008);

    /// <summary>9009: the notification request is rejected.</summary>
    public static CwmpFaultCode NotificationRejected => new(9009);

    /// <summary>9010: file transfer failed.</summary>
    public static CwmpFaultCode FileTransferFailure => new(9010);

    /// <summary>9011: upload failed.</summary>
    public static CwmpFaultCode UploadFailure => new(9011);

    /// <summary>9012: the file server refused the credentials.</summary>
    public static CwmpFaultCode FileServerAuthenticationFailure => new(9012);

    /// <summary>9013: the protocol of the URL is not supported.</summary>
    public static CwmpFaultCode UnsupportedTransferProtocol => new(9013);

    /// <summary>9014: the multicast group could not be joined (CWMP 1.1).</summary>
    public static CwmpFaultCode CannotJoinMulticastGroup => new(9014);

    /// <summary>9015: the file server could not be reached (CWMP 1.1).</summary>
    public static CwmpFaultCode CannotContactFileServer => new(9015);

    /// <summary>9016: the file could not be accessed (CWMP 1.1).</summary>
    public static CwmpFaultCode CannotAccessFile => new(9016);

    /// <summary>9017: the download could not be completed (CWMP 1.1).</summary>
    public static CwmpFaultCode CannotCompleteDownload => new(9017);

    /// <summary>9018: the file is corrupted (CWMP 1.1).</summary>
    public static CwmpFaultCode FileCorrupted => new(9018);

    /// <summary>9019: the file failed its authentication (CWMP 1.1).</summary>
    public static CwmpFaultCode FileAuthenticationFailure => new(9019);

    /// <summary>9020: not completed within the time windows (CWMP 1.2).</summary>
    public static CwmpFaultCode NotCompletedInTimeWindow => new(9020);

    /// <summary>9021: the transfer cannot be cancelled in its state (CWMP 1.2).</summary>
    public static CwmpFaultCode CancellationNotPermitted => new(9021);

    /// <summary>9022: not a UUID (CWMP 1.2).</summary>
    public static CwmpFaultCode InvalidUuidFormat => new(9022);

    /// <summary>9023: no such execution environment (CWMP 1.2).</summary>
    public static CwmpFaultCode UnknownExecutionEnvironment => new(9023);

    /// <summary>9024: the execution environment is disabled (CWMP 1.2).</summary>
    public static CwmpFaultCode DisabledExecutionEnvironment => new(9024);

    /// <summary>9025: deployment unit and execution environment do not fit (CWMP 1.2).</summary>
    public static CwmpFaultCode DeploymentUnitMismatch => new(9025);

    /// <summary>9026: the deployment unit is there already (CWMP 1.2).</summary>
    public static CwmpFaultCode DuplicateDeploymentUnit => new(9026);

    /// <summary>9027: system resources exceeded (CWMP 1.2).</summary>
    public static CwmpFaultCode SystemResourcesExceeded => new(9027);

    /// <summary>9028: no such deployment unit (CWMP 1.2).</summary>
    public static CwmpFaultCode UnknownDeploymentUnit => new(9028);

    /// <summary>9029: the deployment unit is in the wrong state (CWMP 1.2).</summary>
    public static CwmpFaultCode InvalidDeploymentUnitState => new(9029);

    /// <summary>9030: an update may not downgrade (CWMP 1.2).</summary>
    public static CwmpFaultCode DowngradeNotPermitted => new(9030);

    /// <summary>9031: the update names no version (CWMP 1.2).</summary>
    public static CwmpFaultCode UpdateVersionNotSpecified => new(9031);

    /// <summary>9032: the version of the update exists already (CWMP 1.2).</summary>
    public static CwmpFaultCode UpdateVersionExists => new(9032);

    /// <summary>Whether the code is one of a CPE, 9000–9899.</summary>
    public bool IsCpeCode => Value is >= 9000 and <= 9899;

    /// <summary>Whether the code is one of an ACS, 8000–8899.</summary>
    public bool IsAcsCode => Value is >= 8000 and <= 8899;

    /// <summary>Whether the code is in a vendor range, 8800–8899 or 9800–9899.</summary>
    public bool IsVendorCode => Value is (>= 8800 and <= 8899) or (>= 9800 and <= 9899);

    /// <summary>
    /// Who is to blame by the tables of TR-069 §A.5: <c>Client</c> (the sender of the request) or <c>Server</c> (the one who answers).
    /// </summary>
    public SoapFaultCode SoapFaultCode => Value switch
    {
        8003 or 9003 or (>= 9005 and <= 9008) or (>= 9020 and <= 9026) or (>= 9028 and <= 9032) => SoapFaultCode.Client,
        _ => SoapFaultCode.Server,
    };

    /// <summary>The specification's short text for the code; empty for a code without one.</summary>
    public string Description => Value switch
    {
        8000 or 9000 => "Method not supported",
        8001 or 9001 => "Request denied",
        8002 or 9002 => "Internal error",
        8003 or 9003 => "Invalid arguments",
        8004 or 9004 => "Resources exceeded",
        8005 => "Retry request",
        8006 => "ACS version incompatible with CPE",
        9005 => "Invalid parameter name",
        9006 => "Invalid parameter type",
        9007 => "Invalid parameter value",
        9008 => "Attempt to set a non-writable parameter",
        9009 => "Notification request rejected",
        9010 => "File transfer failure",
        9011 => "Upload failure",
        9012 => "File transfer server authentication failure",
        9013 => "Unsupported protocol for file transfer",
        9014 => "File transfer failure: unable to join multicast group",
        9015 => "File transfer failure: unable to contact file server",
        9016 => "File transfer failure: unable to access file",
        9017 => "File transfer failure: unable to complete download",
        9018 => "File transfer failure: file corrupted",
        9019 => "File transfer failure: file authentication failure",
        9020 => "File transfer failure: unable to complete download within specified time windows",
        9021 => "Cancelation of file transfer not permitted in current transfer state",
        9022 => "Invalid UUID format",
        9023 => "Unknown execution environment",
        9024 => "Disabled execution environment",
        9025 => "Deployment unit to execution environment mismatch",
        9026 => "Duplicate deployment unit",
        9027 => "System resources exceeded",
        9028 => "Unknown deployment unit",
        9029 => "Invalid deployment unit state",
        9030 => "Invalid deployment unit update: downgrade not permitted",
        9031 => "Invalid deployment unit update: version not specified",
        9032 => "Invalid deployment unit update: version already exists",
        _ => string.Empty,
    };

    /// <summary>The number.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
