// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>
/// The file types of the transfer RPCs. The set is open: vendors use <c>X OUI name</c>. Note that 3 and 4 mean different things for a
/// download and an upload, and that instances are numbered: <c>3 Vendor Configuration File 1</c>.
/// </summary>
public static class FileTypes
{
    /// <summary>Download: a firmware image.</summary>
    public const string FirmwareUpgradeImage = "1 Firmware Upgrade Image";

    /// <summary>Download: web content.</summary>
    public const string WebContent = "2 Web Content";

    /// <summary>Download: a vendor configuration file.</summary>
    public const string VendorConfigurationFile = "3 Vendor Configuration File";

    /// <summary>Download: a tone file (CWMP 1.2).</summary>
    public const string ToneFile = "4 Tone File";

    /// <summary>Download: a ringer file (CWMP 1.2).</summary>
    public const string RingerFile = "5 Ringer File";

    /// <summary>Download: a firmware image that is stored and not activated (Amendment 6).</summary>
    public const string StoredFirmwareImage = "6 Stored Firmware Image";

    /// <summary>Upload: the vendor configuration file; deprecated in favour of a numbered one.</summary>
    public const string UploadVendorConfigurationFile = "1 Vendor Configuration File";

    /// <summary>Upload: the vendor log file; deprecated in favour of a numbered one.</summary>
    public const string UploadVendorLogFile = "2 Vendor Log File";

    /// <summary>Upload: the vendor configuration file of one instance of DeviceInfo.VendorConfigFile.</summary>
    /// <param name="instance">The instance number, at least 1.</param>
    public static string UploadVendorConfigurationFileInstance(int instance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(instance, 1);
        return FormattableString.Invariant($"3 Vendor Configuration File {instance}");
    }

    /// <summary>Upload: the vendor log file of one instance of DeviceInfo.VendorLogFile.</summary>
    /// <param name="instance">The instance number, at least 1.</param>
    public static string UploadVendorLogFileInstance(int instance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(instance, 1);
        return FormattableString.Invariant($"4 Vendor Log File {instance}");
    }
}
