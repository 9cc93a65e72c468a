// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>
/// The codecs of one serializer, by the name of their RPC. <see cref="Standard"/> has one for each RPC in
/// <see cref="Messages.CwmpMethod.All"/>. Immutable.
/// </summary>
internal sealed class RpcCodecs
{
    // No name of the specification is longer.
    private const int LongestName = 64;

    private readonly FrozenDictionary<string, RpcCodec> _byMethod;
    private readonly FrozenDictionary<string, RpcCodec>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    private RpcCodecs(IEnumerable<RpcCodec> codecs)
    {
        _byMethod = codecs.ToFrozenDictionary(codec => codec.MethodName, StringComparer.Ordinal);
        _bySpan = _byMethod.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The codecs of this library.</summary>
    public static RpcCodecs Standard { get; } = new(
    [
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
    ]);

    /// <summary>No codec: every RPC reads as a tree of elements.</summary>
    public static RpcCodecs None { get; } = new([]);

    /// <summary>Every codec, in no order.</summary>
    public IEnumerable<RpcCodec> All => _byMethod.Values;

    /// <summary>The same codecs and one more.</summary>
    public RpcCodecs With(RpcCodec codec) => new([.. All, codec]);

    /// <summary>The codec of an RPC, or null.</summary>
    public RpcCodec? Find(string methodName) => _byMethod.GetValueOrDefault(methodName);

    /// <summary>The codec of an element, or null.</summary>
    /// <param name="elementName">The local name, UTF-8.</param>
    /// <param name="isResponse">Whether it is the response of its RPC.</param>
    public RpcCodec? Find(ReadOnlySpan<byte> elementName, out bool isResponse)
    {
        isResponse = elementName.EndsWith("Response"u8);
        ReadOnlySpan<byte> methodName = isResponse ? elementName[..^8] : elementName;
        Span<char> name = stackalloc char[LongestName];
        return methodName.Length <= LongestName && Ascii.ToUtf16(methodName, name, out int length) == OperationStatus.Done &&
            _bySpan.TryGetValue(name[..length], out RpcCodec? codec) ? codec : null;
    }

    /// <summary>The name of a known element without making a new string, or null.</summary>
    public string? FindElementName(ReadOnlySpan<byte> elementName) =>
        Find(elementName, out bool isResponse) is { } codec ? isResponse ? codec.ResponseName : codec.MethodName : null;
}
