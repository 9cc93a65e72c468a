// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Soap;

/// <summary>Going on in the next piece of a document.</summary>
internal ref partial struct SoapReader
{
    /// <summary>Where reading is now, to come back to when what follows turns out to be incomplete.</summary>
    public readonly Mark GetMark() => new(_position, _context.Depth, _context.BindingCount, _context.SavedLength);

    /// <summary>Back to a mark in the same data, forgetting an error. Nothing opened before the mark may have been left since.</summary>
    public void Reset(Mark mark)
    {
        _position = mark.Position;
        _context.Depth = mark.Depth;
        _context.BindingCount = mark.BindingCount;
        _context.BindingVersion++;
        _context.SavedLength = mark.SavedLength;
        _isEmptyElement = false;
        _errorCode = CwmpProtocolErrorCode.None;
        _errorOffset = 0;
        _errorExpected = null;
    }

    /// <summary>
    /// Ends the use of this piece: what the open elements and bindings need of it is copied, so that a reader over the bytes from
    /// <see cref="Position"/> on continues.
    /// </summary>
    public readonly void Suspend()
    {
        SoapReaderContext context = _context;
        for (int i = 0; i < context.BindingCount; i++)
        {
            ref SoapReaderContext.NamespaceBinding binding = ref context.Bindings[i];
            if (binding.PrefixStart >= 0)
            {
                binding.PrefixStart = context.Save(Bytes(binding.PrefixStart, binding.PrefixLength));
            }

            if (binding.UriStart >= 0)
            {
                binding.UriStart = context.Save(Bytes(binding.UriStart, binding.UriLength));
            }
        }

        for (int i = 0; i < context.Depth; i++)
        {
            ref SoapReaderContext.ElementFrame frame = ref context.Frames[i];
            if (frame.NameStart >= 0)
            {
                frame.NameStart = context.Save(Bytes(frame.NameStart, frame.NameLength));
            }
        }

        // What was just saved belongs to elements still open, so that none of their ends may give it back.
        for (int i = 0; i < context.Depth; i++)
        {
            context.Frames[i].SavedLength = context.SavedLength;
        }

        context.AttributeCount = 0;

        // What was remembered are places in this piece.
        context.BindingVersion++;
        context.BaseOffset += _position;
    }

    /// <summary>A place in a piece of a document.</summary>
    internal readonly record struct Mark(int Position, int Depth, int BindingCount, int SavedLength);
}
