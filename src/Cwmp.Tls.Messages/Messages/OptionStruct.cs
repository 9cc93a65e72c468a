// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>An option in a GetOptionsResponse.</summary>
public sealed record OptionStruct
{
    /// <summary>The name of the option, at most 64 characters.</summary>
    public required string OptionName { get; init; }

    /// <summary>The serial number of its voucher.</summary>
    public uint VoucherSN { get; init; }

    /// <summary>Whether it is enabled and set up.</summary>
    public OptionState State { get; init; }

    /// <summary>For how long it is on.</summary>
    public OptionMode Mode { get; init; }

    /// <summary>When it was or will be on.</summary>
    public CwmpDateTime StartDate { get; init; }

    /// <summary>When it ends; null when absent.</summary>
    public CwmpDateTime? ExpirationDate { get; init; }

    /// <summary>Whether the option may move to another device.</summary>
    public bool IsTransferable { get; init; }
}
