// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using Cwmp.Tls.Cpe;

namespace Cwmp.Tls.Tests.Cpe;

public sealed class CpePostBufferTests
{
    [Fact]
    public void Takes_what_is_allowed_and_not_one_octet_more()
    {
        CpePostBuffer buffer = new();
        byte[] part = new byte[1 << 20];
        for (int written = 0; written < CpePostBuffer.MaximumLength; written += part.Length)
        {
            buffer.Write(part);
        }

        buffer.WrittenCount.Should().Be(CpePostBuffer.MaximumLength);
        Action more = () => buffer.Write<byte>([1]);
        more.Should().Throw<CpePostBuffer.TooLongException>();
        buffer.Clear();
        buffer.Write<byte>([1]);
        buffer.WrittenMemory.ToArray().Should().Equal(1);
    }
}
