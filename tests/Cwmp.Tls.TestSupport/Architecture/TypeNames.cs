// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Cwmp.Tls.TestSupport.Architecture;

/// <summary>Goes through signatures and reports each type in them; generic arguments, elements of arrays and modifiers too.</summary>
internal sealed class TypeNames(Action<EntityHandle> report)
    : ISignatureTypeProvider<bool, object?>, ICustomAttributeTypeProvider<string>
{
    private readonly Dictionary<string, PrimitiveTypeCode> _enumerations = new(StringComparer.Ordinal);

    bool ISimpleTypeProvider<bool>.GetPrimitiveType(PrimitiveTypeCode typeCode) => true;

    bool ISimpleTypeProvider<bool>.GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        Report(handle);

    bool ISimpleTypeProvider<bool>.GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        Report(handle);

    public bool GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind)
    {
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);
        return true;
    }

    bool ISZArrayTypeProvider<bool>.GetSZArrayType(bool elementType) => true;

    public bool GetArrayType(bool elementType, ArrayShape shape) => true;

    public bool GetByReferenceType(bool elementType) => true;

    public bool GetPointerType(bool elementType) => true;

    public bool GetPinnedType(bool elementType) => true;

    public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => true;

    public bool GetGenericMethodParameter(object? genericContext, int index) => true;

    public bool GetGenericTypeParameter(object? genericContext, int index) => true;

    public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => true;

    public bool GetFunctionPointerType(MethodSignature<bool> signature) => true;

    // Arguments of attributes: typeof(…) stands there as text.
    string ISimpleTypeProvider<string>.GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

    string ISimpleTypeProvider<string>.GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        report(handle);
        TypeDefinition definition = reader.GetTypeDefinition(handle);
        string name = FullName(reader.GetString(definition.Namespace), reader.GetString(definition.Name));
        foreach (FieldDefinition field in definition.GetFields().Select(reader.GetFieldDefinition))
        {
            if (reader.GetString(field.Name) != "value__")
            {
                continue;
            }

            // FIELD (ECMA-335 II.23.2.4): 6, then the type.
            BlobReader blob = reader.GetBlobReader(field.Signature);
            blob.ReadByte();
            _enumerations[name] = (PrimitiveTypeCode)blob.ReadByte();
        }

        return name;
    }

    string ISimpleTypeProvider<string>.GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        report(handle);
        TypeReference reference = reader.GetTypeReference(handle);
        return FullName(reader.GetString(reference.Namespace), reader.GetString(reference.Name));
    }

    string ISZArrayTypeProvider<string>.GetSZArrayType(string elementType) => elementType;

    public string GetSystemType() => "System.Type";

    public string GetTypeFromSerializedName(string name)
    {
        SerializedNames.Add(name);
        return name;
    }

    // The size of an enumeration's value is not in the attribute; other assemblies' are asked for it where this process has them.
    public PrimitiveTypeCode GetUnderlyingEnumType(string type) =>
        _enumerations.TryGetValue(type, out PrimitiveTypeCode code) ? code
        : Type.GetType(type) is { IsEnum: true } known
            && Enum.TryParse(Enum.GetUnderlyingType(known).Name, out PrimitiveTypeCode underlying) ? underlying
        : PrimitiveTypeCode.Int32;

    public bool IsSystemType(string type) => type == "System.Type";

    /// <summary>What attributes name as text.</summary>
    public List<string> SerializedNames { get; } = [];

    private static string FullName(string space, string name) => space.Length == 0 ? name : space + "." + name;

    private bool Report(EntityHandle handle)
    {
        report(handle);
        return true;
    }
}
