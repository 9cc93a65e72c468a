// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Cwmp.Tls.TestSupport.Architecture;

/// <summary>
/// What a compiled assembly says about its types: bases, interfaces, fields, signatures, attributes, generic arguments, bodies. Spelling
/// plays no part: a relative namespace, an implicit using and a full name end up as the same reference. The symbols say in which file a
/// type stands.
/// </summary>
public sealed class CodeModel
{
    // Portable PDB: the document of a type that has no method with code.
    private static readonly Guid TypeDefinitionDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    private readonly MetadataReader _reader;
    private readonly MetadataReader _symbols;
    private readonly PEReader _image;
    private readonly string _assembly;
    private readonly Func<string, string?> _fileOf;
    private readonly Dictionary<TypeDefinitionHandle, CodeType> _owners = [];
    private readonly Dictionary<string, CodeType> _types = new(StringComparer.Ordinal);

    private CodeModel(PEReader image, MetadataReader symbols, Func<string, string?> fileOf)
    {
        _image = image;
        _reader = image.GetMetadataReader();
        _symbols = symbols;
        _fileOf = fileOf;
        _assembly = _reader.GetString(_reader.GetAssemblyDefinition().Name);
        foreach (TypeDefinitionHandle handle in _reader.TypeDefinitions)
        {
            Read(handle);
        }

        Types = [.. _types.Values.Where(type => type.Files.Count > 0).OrderBy(type => type.FullName, StringComparer.Ordinal)];
    }

    /// <summary>The types of the project's own source files; what the compiler and its generators add by themselves is left out.</summary>
    public IReadOnlyList<CodeType> Types { get; }

    /// <summary>
    /// Reads an assembly of src and its symbols, as built: a run that measures coverage changes the copies beside the tests.
    /// </summary>
    public static CodeModel Load(string assembly)
    {
        // …/bin/<configuration>/net10.0/ here and there alike.
        string[] parts = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar);
        string path = Path.Combine(RepositoryFiles.Root, "src", assembly, "bin", parts[^2], parts[^1], assembly);
        using FileStream image = File.OpenRead(path + ".dll");
        using FileStream symbols = File.OpenRead(path + ".pdb");
        return Read(image, symbols, document => SourceFile(assembly, document));
    }

    /// <summary>Reads an assembly and its symbols.</summary>
    /// <param name="image">The assembly.</param>
    /// <param name="symbols">Its portable PDB.</param>
    /// <param name="fileOf">The source file of a document, from the project's folder on, or null where it is none of the project's.</param>
    public static CodeModel Read(Stream image, Stream symbols, Func<string, string?> fileOf)
    {
        using var reader = new PEReader(image, PEStreamOptions.PrefetchEntireImage);
        using MetadataReaderProvider provider =
            MetadataReaderProvider.FromPortablePdbStream(symbols, MetadataStreamOptions.PrefetchMetadata);
        return new CodeModel(reader, provider.GetMetadataReader(), fileOf);
    }

    // …/src/Cwmp.Tls/Soap/X.cs and …/src/Shared/X.cs; what generators write is elsewhere or below obj.
    private static string? SourceFile(string assembly, string document)
    {
        string path = document.Replace('\\', '/');
        foreach ((string mark, string prefix) in new[] { ($"/src/{assembly}/", ""), ("/src/Shared/", "Shared/") })
        {
            int start = path.LastIndexOf(mark, StringComparison.Ordinal);
            if (start >= 0 && path[(start + mark.Length)..] is var file && !file.StartsWith("obj/", StringComparison.Ordinal)
                && !file.Contains(".g.", StringComparison.Ordinal))
            {
                return prefix + file;
            }
        }

        return null;
    }

    private CodeType Owner(TypeDefinitionHandle handle)
    {
        if (_owners.TryGetValue(handle, out CodeType? known))
        {
            return known;
        }

        TypeDefinition definition = _reader.GetTypeDefinition(handle);
        CodeType owner;
        if (definition.GetDeclaringType() is { IsNil: false } outer)
        {
            owner = Owner(outer);
        }
        else
        {
            (string space, string name) = (_reader.GetString(definition.Namespace), WithoutArity(_reader.GetString(definition.Name)));
            string key = space + "." + name;
            owner = _types.TryGetValue(key, out CodeType? twin) ? twin : _types[key] = new CodeType(_assembly, space, name);
        }

        return _owners[handle] = owner;
    }

    private void Read(TypeDefinitionHandle handle)
    {
        TypeDefinition definition = _reader.GetTypeDefinition(handle);
        CodeType owner = Owner(handle);
        var names = new TypeNames(type => Use(owner, type));
        Use(owner, definition.BaseType);
        foreach (InterfaceImplementationHandle implementation in definition.GetInterfaceImplementations())
        {
            Use(owner, _reader.GetInterfaceImplementation(implementation).Interface);
        }

        Constraints(owner, definition.GetGenericParameters());
        Attributes(owner, names, definition.GetCustomAttributes());
        ReadMembers(owner, names, definition);
        foreach (MethodDefinitionHandle method in definition.GetMethods())
        {
            ReadMethod(owner, names, method);
        }

        foreach (CustomDebugInformationHandle information in _symbols.GetCustomDebugInformation(handle))
        {
            CustomDebugInformation entry = _symbols.GetCustomDebugInformation(information);
            if (_symbols.GetGuid(entry.Kind) == TypeDefinitionDocuments)
            {
                BlobReader blob = _symbols.GetBlobReader(entry.Value);
                while (blob.RemainingBytes > 0)
                {
                    StandsIn(owner, MetadataTokens.DocumentHandle(blob.ReadCompressedInteger()));
                }
            }
        }
    }

    private void ReadMembers(CodeType owner, TypeNames names, TypeDefinition definition)
    {
        bool counts = definition.GetDeclaringType().IsNil;
        foreach (FieldDefinitionHandle handle in definition.GetFields())
        {
            FieldDefinition field = _reader.GetFieldDefinition(handle);
            field.DecodeSignature(names, null);
            Attributes(owner, names, field.GetCustomAttributes());
            string name = _reader.GetString(field.Name);
            if ((field.Attributes & FieldAttributes.Literal) != 0)
            {
                _ = counts && owner.Literals.Add(name);
            }
            else if (counts && !IsMadeByTools(name, field.GetCustomAttributes()) && (field.Attributes & FieldAttributes.RTSpecialName) == 0)
            {
                owner.Members.Add(name);
            }
        }

        foreach (PropertyDefinitionHandle handle in definition.GetProperties())
        {
            PropertyDefinition property = _reader.GetPropertyDefinition(handle);
            Attributes(owner, names, property.GetCustomAttributes());
            string name = _reader.GetString(property.Name);
            _ = counts && name != "EqualityContract" && owner.Members.Add(name);
        }

        foreach (EventDefinitionHandle handle in definition.GetEvents())
        {
            EventDefinition occurrence = _reader.GetEventDefinition(handle);
            Use(owner, occurrence.Type);
            Attributes(owner, names, occurrence.GetCustomAttributes());
            _ = counts && owner.Members.Add(_reader.GetString(occurrence.Name));
        }

        // A field-like event has a field of the same name; the set holds it once.
        foreach (MethodDefinitionHandle handle in definition.GetMethods())
        {
            MethodDefinition method = _reader.GetMethodDefinition(handle);
            string name = _reader.GetString(method.Name);
            bool isOverride = (method.Attributes & (MethodAttributes.Virtual | MethodAttributes.NewSlot)) == MethodAttributes.Virtual;
            if (counts && (method.Attributes & MethodAttributes.SpecialName) == 0 && !IsMadeByTools(name, method.GetCustomAttributes())
                && !(isOverride && name is "ToString" or "Equals" or "GetHashCode"))
            {
                // Overloads are members of their own.
                owner.Members.Add($"{name}()#{MetadataTokens.GetRowNumber(handle)}");
                owner.Methods++;
            }
        }
    }

    private void ReadMethod(CodeType owner, TypeNames names, MethodDefinitionHandle handle)
    {
        MethodDefinition method = _reader.GetMethodDefinition(handle);
        method.DecodeSignature(names, null);
        Constraints(owner, method.GetGenericParameters());
        Attributes(owner, names, method.GetCustomAttributes());
        foreach (ParameterHandle parameter in method.GetParameters())
        {
            Attributes(owner, names, _reader.GetParameter(parameter).GetCustomAttributes());
        }

        MethodDebugInformation debug = _symbols.GetMethodDebugInformation(handle);
        if (!debug.SequencePointsBlob.IsNil)
        {
            foreach (SequencePoint point in debug.GetSequencePoints())
            {
                StandsIn(owner, point.Document);
            }
        }

        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        MethodBodyBlock body = _image.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            _reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(names, null);
        }

        foreach (ExceptionRegion region in body.ExceptionRegions)
        {
            Use(owner, region.CatchType);
        }

        foreach (EntityHandle token in IlTokens.Read(body.GetILBytes()!))
        {
            Use(owner, token);
        }
    }

    private void StandsIn(CodeType owner, DocumentHandle document)
    {
        if (!document.IsNil && _fileOf(_symbols.GetString(_symbols.GetDocument(document).Name)) is { } file)
        {
            owner.Files.Add(file);
        }
    }

    private void Constraints(CodeType owner, GenericParameterHandleCollection parameters)
    {
        foreach (GenericParameterHandle parameter in parameters)
        {
            foreach (GenericParameterConstraintHandle constraint in _reader.GetGenericParameter(parameter).GetConstraints())
            {
                Use(owner, _reader.GetGenericParameterConstraint(constraint).Type);
            }
        }
    }

    private void Attributes(CodeType owner, TypeNames names, CustomAttributeHandleCollection attributes)
    {
        foreach (CustomAttributeHandle handle in attributes)
        {
            CustomAttribute attribute = _reader.GetCustomAttribute(handle);
            Use(owner, attribute.Constructor);
            names.SerializedNames.Clear();
            attribute.DecodeValue(names);
            foreach (string name in names.SerializedNames)
            {
                // "Cwmp.Tls.Soap.X`1+Nested, Cwmp.Tls, Version=…"; without an assembly it is one of this or of the core library.
                string[] parts = name.Split(',', StringSplitOptions.TrimEntries);
                owner.Uses.Add((parts.Length > 1 ? parts[1] : _assembly, WithoutArity(parts[0].Split('+', '[')[0])));
            }
        }
    }

    private void Use(CodeType owner, EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return;
        }

        var names = new TypeNames(type => Use(owner, type));
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                CodeType target = Owner((TypeDefinitionHandle)handle);
                owner.Uses.Add((target.Assembly, target.FullName));
                break;
            case HandleKind.TypeReference:
                owner.Uses.Add(Name((TypeReferenceHandle)handle));
                break;
            case HandleKind.TypeSpecification:
                _reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(names, null);
                break;
            case HandleKind.FieldDefinition:
                FieldDefinition field = _reader.GetFieldDefinition((FieldDefinitionHandle)handle);
                Use(owner, field.GetDeclaringType());
                field.DecodeSignature(names, null);
                break;
            case HandleKind.MethodDefinition:
                MethodDefinition method = _reader.GetMethodDefinition((MethodDefinitionHandle)handle);
                Use(owner, method.GetDeclaringType());
                method.DecodeSignature(names, null);
                break;
            case HandleKind.MemberReference:
                MemberReference member = _reader.GetMemberReference((MemberReferenceHandle)handle);
                Use(owner, member.Parent);
                if (member.GetKind() == MemberReferenceKind.Field)
                {
                    member.DecodeFieldSignature(names, null);
                }
                else
                {
                    member.DecodeMethodSignature(names, null);
                }

                break;
            case HandleKind.MethodSpecification:
                MethodSpecification specification = _reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                Use(owner, specification.Method);
                specification.DecodeSignature(names, null);
                break;
            case HandleKind.StandaloneSignature:
                _reader.GetStandaloneSignature((StandaloneSignatureHandle)handle).DecodeMethodSignature(names, null);
                break;
        }
    }

    private (string Assembly, string FullName) Name(TypeReferenceHandle handle)
    {
        TypeReference reference = _reader.GetTypeReference(handle);
        while (reference.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            reference = _reader.GetTypeReference((TypeReferenceHandle)reference.ResolutionScope);
        }

        string assembly = reference.ResolutionScope.Kind == HandleKind.AssemblyReference
            ? _reader.GetString(_reader.GetAssemblyReference((AssemblyReferenceHandle)reference.ResolutionScope).Name)
            : _assembly;
        string space = _reader.GetString(reference.Namespace);
        string name = WithoutArity(_reader.GetString(reference.Name));
        return (assembly, space.Length == 0 ? name : space + "." + name);
    }

    // Backing fields, clones, closures, and what a generator has marked as its own.
    private bool IsMadeByTools(string name, CustomAttributeHandleCollection attributes) =>
        name.StartsWith('<') || attributes.Select(handle => _reader.GetCustomAttribute(handle)).Any(IsMarkOfTools);

    private bool IsMarkOfTools(CustomAttribute attribute) =>
        attribute.Constructor.Kind == HandleKind.MemberReference
        && _reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } parent
        && _reader.GetString(
            _reader.GetTypeReference((TypeReferenceHandle)parent).Name) is "CompilerGeneratedAttribute" or "GeneratedCodeAttribute";

    private static string WithoutArity(string name) =>
        name.IndexOf('`', StringComparison.Ordinal) is var mark and >= 0 ? name[..mark] : name;
}
