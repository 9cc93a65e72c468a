// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Soap;

/// <summary>Attributes and namespaces of a start tag.</summary>
internal ref partial struct SoapReader
{
    /// <summary>The namespace of the element entered last.</summary>
    public readonly SoapNamespace GetElementNamespace()
    {
        int binding = FindBinding(_data[_nameStart..Math.Max(_nameStart, _localStart - 1)]);
        return binding >= 0 ? _context.Bindings[binding].Namespace : binding == XmlBinding ? SoapNamespace.Xml : SoapNamespace.None;
    }

    /// <summary>The namespace URI of the element entered last; empty when it has none.</summary>
    public readonly ReadOnlySpan<byte> GetElementNamespaceUri()
    {
        int binding = FindBinding(_data[_nameStart..Math.Max(_nameStart, _localStart - 1)]);
        return binding >= 0 ? Bytes(_context.Bindings[binding].UriStart, _context.Bindings[binding].UriLength) : default;
    }

    /// <summary>The first URI in scope of a CWMP namespace; empty when there is none.</summary>
    public readonly ReadOnlySpan<byte> GetCwmpNamespaceInScope()
    {
        for (int i = 0; i < _context.BindingCount; i++)
        {
            if (_context.Bindings[i].Namespace == SoapNamespace.Cwmp)
            {
                return Bytes(_context.Bindings[i].UriStart, _context.Bindings[i].UriLength);
            }
        }

        return default;
    }

    /// <summary>The value of an attribute of the element entered last. It is valid until text or another attribute is read.</summary>
    public readonly bool TryGetAttribute(SoapNamespace ns, ReadOnlySpan<byte> localName, out ReadOnlySpan<byte> value)
    {
        for (int i = 0; i < _context.AttributeCount; i++)
        {
            ref SoapReaderContext.AttributeSpan attribute = ref _context.Attributes[i];
            if (!attribute.IsDeclaration && _data.Slice(attribute.LocalStart, attribute.LocalLength).SequenceEqual(localName) &&
                attribute.Namespace == ns)
            {
                value = GetValue(attribute);
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Takes a qualified name in an attribute value apart. A prefix that is not bound counts as none.</summary>
    public readonly void ResolveQName(ReadOnlySpan<byte> name, out SoapNamespace ns, out ReadOnlySpan<byte> localName)
    {
        name = XmlCharacters.TrimSpace(name);
        int colon = name.IndexOf((byte)':');
        localName = name[(colon + 1)..];
        int binding = FindBinding(colon < 0 ? default : name[..colon]);
        ns = binding >= 0 ? _context.Bindings[binding].Namespace : SoapNamespace.None;
    }

    /// <summary>
    /// Whether the element entered last stands for a value elsewhere in the envelope: SOAP 1.1 §5.4.1, <c>href="#id"</c>.
    /// </summary>
    public readonly bool IsReference =>
        _context.AttributeCount > 0 && TryGetAttribute(SoapNamespace.None, "href"u8, out ReadOnlySpan<byte> target)
            && target.StartsWith("#"u8);

    private const int NoBinding = -1;
    private const int XmlBinding = -2;

    // After the element name: attributes and the end of the tag.
    private bool ReadAttributes(out bool isEmpty)
    {
        isEmpty = false;
        while (true)
        {
            int before = _position;
            SkipSpace();
            if (_position >= _data.Length)
            {
                return FailTruncated();
            }

            byte next = _data[_position];
            if (next == '>')
            {
                _position++;
                return true;
            }

            if (next == '/')
            {
                if (_position + 1 >= _data.Length)
                {
                    return FailTruncated();
                }

                isEmpty = true;
                _position += 2;
                return _data[_position - 1] == '>' || Fail(CwmpProtocolErrorCode.NotWellFormed, _position - 1, "'>' after '/'");
            }

            if (_position == before)
            {
                return Fail(CwmpProtocolErrorCode.NotWellFormed, _position, "white space or the end of the tag");
            }

            if (!ReadAttribute())
            {
                return false;
            }
        }
    }

    private bool ReadAttribute()
    {
        SoapReaderContext context = _context;
        if (context.AttributeCount >= context.Limits.MaxAttributes)
        {
            return Fail(CwmpProtocolErrorCode.TooManyAttributes, _position);
        }

        int nameStart = _position;
        if (!ReadName(nameStart, out int nameEnd, out int colon))
        {
            return false;
        }

        _position = nameEnd;
        SkipSpace();
        if (_position < _data.Length && _data[_position] != '=')
        {
            return Fail(CwmpProtocolErrorCode.NotWellFormed, _position, "'=' after the name of an attribute");
        }

        _position++;
        SkipSpace();
        if (_position >= _data.Length)
        {
            return FailTruncated();
        }

        byte quote = _data[_position];
        if (quote is not ((byte)'"' or (byte)'\''))
        {
            return Fail(CwmpProtocolErrorCode.NotWellFormed, _position, "a quote before the value of an attribute");
        }

        int valueStart = _position + 1;
        ReadOnlySpan<byte> rest = _data[valueStart..];
        int limit = context.Limits.MaxAttributeLength;
        int length = (rest.Length > limit ? rest[..(limit + 1)] : rest).IndexOf(quote);
        if (length < 0)
        {
            return rest.Length > limit ? Fail(CwmpProtocolErrorCode.AttributeTooLong, valueStart + limit) : FailTruncated();
        }

        if (!CheckAttributeValue(valueStart, length, out bool hasReferences))
        {
            return false;
        }

        _position = valueStart + length + 1;
        if (context.AttributeCount == context.Attributes.Length)
        {
            Array.Resize(ref context.Attributes, context.Attributes.Length * 2);
        }

        ref SoapReaderContext.AttributeSpan attribute = ref context.Attributes[context.AttributeCount++];
        attribute.NameStart = nameStart;
        attribute.PrefixLength = colon < 0 ? 0 : colon - nameStart;
        attribute.LocalStart = colon < 0 ? nameStart : colon + 1;
        attribute.LocalLength = nameEnd - attribute.LocalStart;
        attribute.ValueStart = valueStart;
        attribute.ValueLength = length;
        attribute.HasReferences = hasReferences;
        attribute.IsDeclaration = _data.Slice(nameStart, colon < 0 ? nameEnd - nameStart : colon - nameStart).SequenceEqual("xmlns"u8);
        return true;
    }

    private bool CheckAttributeValue(int start, int length, out bool hasReferences)
    {
        hasReferences = false;
        ReadOnlySpan<byte> value = _data.Slice(start, length);
        int at = value.IndexOfAnyExcept(XmlCharacters.PlainText);
        if (at < 0)
        {
            return true;
        }

        if (!CheckCharacters(start, length))
        {
            return false;
        }

        while (at < length)
        {
            if (value[at] == '<')
            {
                return Fail(CwmpProtocolErrorCode.NotWellFormed, start + at, "no '<' in the value of an attribute");
            }

            if (value[at] == '&')
            {
                hasReferences = true;
                CwmpProtocolErrorCode code = XmlPrimitives.ReadReference(value[at..], out _, out int referenceLength);
                if (code != CwmpProtocolErrorCode.None)
                {
                    // The value has its closing quote, so that a reference cut short is simply wrong.
                    code = code == CwmpProtocolErrorCode.Truncated ? CwmpProtocolErrorCode.NotWellFormed : code;
                    return Fail(code, start + at, "a reference");
                }

                at += referenceLength;
            }
            else
            {
                at++;
            }
        }

        return true;
    }

    // Declarations first, because they are in scope for the whole tag; then every prefix must be bound and no attribute be there twice.
    private bool ResolvePrefixes(int elementPrefixLength)
    {
        SoapReaderContext context = _context;
        for (int i = 0; i < context.AttributeCount; i++)
        {
            if (context.Attributes[i].IsDeclaration && !Declare(ref context.Attributes[i]))
            {
                return false;
            }
        }

        bool mayBeUnbound = context.Depth >= context.UnboundPrefixDepth;
        if (elementPrefixLength > 0 && !mayBeUnbound && FindBinding(_data.Slice(_nameStart, elementPrefixLength)) == NoBinding)
        {
            return Fail(CwmpProtocolErrorCode.UnboundPrefix, _nameStart, "a prefix that a namespace declaration binds");
        }

        for (int i = 0; i < context.AttributeCount; i++)
        {
            ref SoapReaderContext.AttributeSpan attribute = ref context.Attributes[i];
            if (!ResolvePrefix(ref attribute) && !mayBeUnbound)
            {
                return Fail(CwmpProtocolErrorCode.UnboundPrefix, attribute.NameStart, "a prefix that a namespace declaration binds");
            }

            for (int j = 0; j < i; j++)
            {
                if (AreSame(attribute, context.Attributes[j]))
                {
                    return Fail(CwmpProtocolErrorCode.DuplicateAttribute, attribute.NameStart);
                }
            }
        }

        return true;
    }

    // False: the prefix is not bound.
    private readonly bool ResolvePrefix(ref SoapReaderContext.AttributeSpan attribute)
    {
        attribute.Namespace = SoapNamespace.None;
        attribute.SameUri = NoBinding;

        // An attribute without a prefix is in no namespace, whatever the default one is.
        if (attribute.PrefixLength == 0 || attribute.IsDeclaration)
        {
            return true;
        }

        ReadOnlySpan<byte> prefix = _data.Slice(attribute.NameStart, attribute.PrefixLength);
        int binding = FindBinding(prefix);
        if (binding >= 0)
        {
            attribute.Namespace = _context.Bindings[binding].Namespace;
            attribute.SameUri = _context.Bindings[binding].SameUri;
            return true;
        }

        // Devices that forget the declaration still mean xsi:type by xsi:type.
        attribute.Namespace = binding == XmlBinding ? SoapNamespace.Xml
            : prefix.SequenceEqual("xsi"u8) ? SoapNamespace.SchemaInstance
            : SoapNamespace.Other;
        return binding == XmlBinding;
    }

    // Namespaces in XML 1.0 §3.
    private bool Declare(ref SoapReaderContext.AttributeSpan attribute)
    {
        ReadOnlySpan<byte> prefix = attribute.PrefixLength == 0 ? default : _data.Slice(attribute.LocalStart, attribute.LocalLength);
        int uriStart = attribute.ValueStart;
        int uriLength = attribute.ValueLength;
        if (attribute.HasReferences)
        {
            ReadOnlySpan<byte> decoded = GetValue(attribute);
            uriStart = _context.Save(decoded);
            uriLength = decoded.Length;
        }

        ReadOnlySpan<byte> uri = Bytes(uriStart, uriLength);
        SoapNamespace ns = SoapNamespaces.Classify(uri);
        bool isXml = prefix.SequenceEqual("xml"u8);
        if ((!prefix.IsEmpty && uri.IsEmpty) || prefix.SequenceEqual("xmlns"u8) || isXml != (ns == SoapNamespace.Xml) ||
            uri.SequenceEqual(SoapNamespaces.Xmlns))
        {
            return Fail(CwmpProtocolErrorCode.UnboundPrefix, attribute.NameStart, "a namespace declaration that the rules allow");
        }

        if (isXml)
        {
            return true;
        }

        SoapReaderContext context = _context;
        if (context.BindingCount >= context.Limits.MaxNamespaces)
        {
            return Fail(CwmpProtocolErrorCode.TooManyNamespaces, attribute.NameStart);
        }

        if (context.BindingCount == context.Bindings.Length)
        {
            Array.Resize(ref context.Bindings, context.Bindings.Length * 2);
        }

        context.BindingVersion++;
        ref SoapReaderContext.NamespaceBinding binding = ref context.Bindings[context.BindingCount++];
        binding.PrefixStart = attribute.LocalStart;
        binding.PrefixLength = prefix.Length;
        binding.UriStart = uriStart;
        binding.UriLength = uriLength;
        binding.Namespace = ns;
        binding.SameUri = FindSameUri(uri);
        return true;
    }

    // The binding added last when there is none before it.
    private readonly int FindSameUri(ReadOnlySpan<byte> uri)
    {
        int i = 0;
        while (!Bytes(_context.Bindings[i].UriStart, _context.Bindings[i].UriLength).SequenceEqual(uri))
        {
            i++;
        }

        return i;
    }

    private readonly int FindBinding(ReadOnlySpan<byte> prefix)
    {
        for (int i = _context.BindingCount - 1; i >= 0; i--)
        {
            ref SoapReaderContext.NamespaceBinding binding = ref _context.Bindings[i];
            if (binding.PrefixLength == prefix.Length && Bytes(binding.PrefixStart, binding.PrefixLength).SequenceEqual(prefix))
            {
                return i;
            }
        }

        return prefix.SequenceEqual("xml"u8) ? XmlBinding : NoBinding;
    }

    private readonly bool AreSame(in SoapReaderContext.AttributeSpan left, in SoapReaderContext.AttributeSpan right)
    {
        if (left.LocalLength != right.LocalLength ||
            !_data.Slice(left.LocalStart, left.LocalLength).SequenceEqual(_data.Slice(right.LocalStart, right.LocalLength)) ||
            left.IsDeclaration != right.IsDeclaration)
        {
            return false;
        }

        return left.SameUri >= 0
            ? left.SameUri == right.SameUri
            : _data.Slice(left.NameStart, left.PrefixLength).SequenceEqual(_data.Slice(right.NameStart, right.PrefixLength));
    }

    // References resolved, in the scratch buffer; white space is left as it is, because no attribute of an envelope cares.
    private readonly ReadOnlySpan<byte> GetValue(in SoapReaderContext.AttributeSpan attribute)
    {
        ReadOnlySpan<byte> value = _data.Slice(attribute.ValueStart, attribute.ValueLength);
        if (!attribute.HasReferences)
        {
            return value;
        }

        _context.ScratchLength = 0;
        while (!value.IsEmpty)
        {
            int run = value.IndexOf((byte)'&');
            _context.AppendScratch(run < 0 ? value : value[..run]);
            if (run < 0)
            {
                break;
            }

            XmlPrimitives.ReadReference(value[run..], out uint scalar, out int length);
            AppendScalar(scalar);
            value = value[(run + length)..];
        }

        return _context.Scratch.AsSpan(0, _context.ScratchLength);
    }

    private bool ReadName(int start, out int end, out int colon)
    {
        CwmpProtocolErrorCode code = XmlPrimitives.ReadName(_data[start..], _context.Limits.MaxNameLength, out int length, out colon);
        end = start + length;
        colon = colon < 0 ? colon : colon + start;
        return code switch
        {
            CwmpProtocolErrorCode.None => true,
            CwmpProtocolErrorCode.Truncated => FailTruncated(),
            _ => Fail(code, end, code == CwmpProtocolErrorCode.NotWellFormed ? "a name" : null),
        };
    }
}
