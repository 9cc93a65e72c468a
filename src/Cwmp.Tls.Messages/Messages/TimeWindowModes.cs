// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The modes of a <see cref="TimeWindowStruct"/>. The set is open: vendors use <c>X OUI text</c>.</summary>
public static class TimeWindowModes
{
    /// <summary>At any time in the window, whatever the user does.</summary>
    public const string AtAnyTime = "1 At Any Time";

    /// <summary>At the begin of the window.</summary>
    public const string Immediately = "2 Immediately";

    /// <summary>When the device is idle.</summary>
    public const string WhenIdle = "3 When Idle";

    /// <summary>When the user agrees.</summary>
    public const string ConfirmationNeeded = "4 Confirmation Needed";
}
