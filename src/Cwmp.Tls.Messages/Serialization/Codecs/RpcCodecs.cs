// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>Every codec by the name of its RPC.</summary>
internal static class RpcCodecs
{
    // No name of the specification is longer.
    private const int LongestName = 64;

    private static readonly FrozenDictionary<string, RpcCodec> ByMethod = new RpcCodec[]
    {
        new GetRPCMethodsCodec(),
        new SetParameterValuesCodec(),
        new GetParameterValuesCodec(),
        new GetParameterNamesCodec(),
        new SetParameterAttributesCodec(),
        new GetParameterAttributesCodec(),
        new AddObjectCodec(),
        new DeleteObjectCodec(),
        new RebootCodec(),
        new DownloadCodec(),
        new UploadCodec(),
        new FactoryResetCodec(),
        new ScheduleInformCodec(),
        new GetQueuedTransfersCodec(),
        new GetAllQueuedTransfersCodec(),
        new ScheduleDownloadCodec(),
        new CancelTransferCodec(),
        new ChangeDUStateCodec(),
        new SetVouchersCodec(),
        new GetOptionsCodec(),
        new InformCodec(),
        new TransferCompleteCodec(),
        new AutonomousTransferCompleteCodec(),
        new RequestDownloadCodec(),
        new KickedCodec(),
        new DUStateChangeCompleteCodec(),
        new AutonomousDUStateChangeCompleteCodec(),
    }.ToFrozenDictionary(codec => codec.MethodName, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, RpcCodec>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        ByMethod.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The codec of an RPC, or null.</summary>
    public static RpcCodec? Find(string methodName) => ByMethod.GetValueOrDefault(methodName);

    /// <summary>The codec of an element, or null.</summary>
    /// <param name="elementName">The local name, UTF-8.</param>
    /// <param name="isResponse">Whether it is the response of its RPC.</param>
    public static RpcCodec? Find(ReadOnlySpan<byte> elementName, out bool isResponse)
    {
        isResponse = elementName.EndsWith("Response"u8);
        ReadOnlySpan<byte> methodName = isResponse ? elementName[..^8] : elementName;
        Span<char> name = stackalloc char[LongestName];
        return methodName.Length <= LongestName && Ascii.ToUtf16(methodName, name, out int length) == OperationStatus.Done &&
            BySpan.TryGetValue(name[..length], out RpcCodec? codec) ? codec : null;
    }

    /// <summary>The name of a known element without making a new string, or null.</summary>
    public static string? FindElementName(ReadOnlySpan<byte> elementName) =>
        Find(elementName, out bool isResponse) is { } codec ? isResponse ? codec.ResponseName : codec.MethodName : null;
}
