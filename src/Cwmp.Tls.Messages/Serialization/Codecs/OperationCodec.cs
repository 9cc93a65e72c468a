// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>
/// The Operations of a ChangeDUState. The type of an operation is its <c>xsi:type</c>; stacks that leave it out either put an element with
/// the name of the type between, or give nothing but the members.
/// </summary>
internal static class OperationCodec
{
    /// <summary>Reads one element Operations, which the reader has entered.</summary>
    public static void Read(ref SoapReader reader, List<OperationStruct> operations)
    {
        string typeName = ParameterTypeCodec.Read(ref reader).Name;
        Members members = default;
        bool hasMembers = typeName.Length > 0;
        while (reader.ReadChild())
        {
            // <Operations><InstallOpStruct>…</InstallOpStruct><UpdateOpStruct>…
            if (typeName.Length == 0 && reader.LocalName.EndsWith("OpStruct"u8))
            {
                string nested = Encoding.UTF8.GetString(reader.LocalName);
                Members inner = default;
                while (reader.ReadChild())
                {
                    inner.ReadOne(ref reader);
                }

                Add(ref reader, operations, inner.ToOperation(nested));
            }
            else
            {
                hasMembers = true;
                members.ReadOne(ref reader);
            }
        }

        if (hasMembers)
        {
            Add(ref reader, operations, members.ToOperation(typeName));
        }
    }

    public static void Write(ref SoapWriter writer, OperationStruct operation)
    {
        switch (operation)
        {
            case InstallOpStruct install:
                writer.Raw("<Operations xsi:type=\"cwmp:InstallOpStruct\">"u8);
                writer.Element("URL"u8, install.URL);
                writer.OptionalElement("UUID"u8, install.UUID);
                writer.OptionalElement("Username"u8, install.Username);
                writer.OptionalElement("Password"u8, install.Password);
                writer.OptionalElement("ExecutionEnvRef"u8, install.ExecutionEnvRef);
                break;
            case UpdateOpStruct update:
                writer.Raw("<Operations xsi:type=\"cwmp:UpdateOpStruct\">"u8);
                writer.OptionalElement("UUID"u8, update.UUID);
                writer.OptionalElement("Version"u8, update.Version);
                writer.OptionalElement("URL"u8, update.URL);
                writer.OptionalElement("Username"u8, update.Username);
                writer.OptionalElement("Password"u8, update.Password);
                break;
            case UninstallOpStruct uninstall:
                writer.Raw("<Operations xsi:type=\"cwmp:UninstallOpStruct\">"u8);
                writer.Element("UUID"u8, uninstall.UUID);
                writer.OptionalElement("Version"u8, uninstall.Version);
                writer.OptionalElement("ExecutionEnvRef"u8, uninstall.ExecutionEnvRef);
                break;
            default:
                WriteVendor(ref writer, (VendorOpStruct)operation);
                break;
        }

        writer.End("Operations"u8);
    }

    private static void WriteVendor(ref SoapWriter writer, VendorOpStruct operation)
    {
        writer.Raw("<Operations"u8);
        if (operation.TypeName.Length > 0)
        {
            writer.Raw(" xsi:type=\""u8);
            writer.AttributeValue(operation.TypeName, "TypeName"u8);
            writer.Raw("\""u8);
        }

        writer.Raw(">"u8);
        VendorElementCodec.Write(ref writer, operation.Elements);
    }

    private static void Add(ref SoapReader reader, List<OperationStruct> operations, OperationStruct operation)
    {
        if (operations.Count == reader.Limits.MaxItems)
        {
            reader.FailAt(CwmpProtocolErrorCode.TooManyItems, reader.ElementOffset);
            return;
        }

        operations.Add(operation);
    }

    // The members of all three operations; what an operation does not have makes it one of a vendor.
    private struct Members
    {
        private string? _url;
        private string? _uuid;
        private string? _username;
        private string? _password;
        private string? _version;
        private string? _executionEnvRef;
        private List<VendorElement>? _others;

        public void ReadOne(ref SoapReader reader)
        {
            if (reader.IsNamed("URL"u8))
            {
                _url = reader.ReadString();
            }
            else if (reader.IsNamed("UUID"u8))
            {
                _uuid = reader.ReadString();
            }
            else if (reader.IsNamed("Username"u8))
            {
                _username = reader.ReadString();
            }
            else if (reader.IsNamed("Password"u8))
            {
                _password = reader.ReadString();
            }
            else if (reader.IsNamed("Version"u8))
            {
                _version = reader.ReadString();
            }
            else if (reader.IsNamed("ExecutionEnvRef"u8))
            {
                _executionEnvRef = reader.ReadString();
            }
            else
            {
                _others ??= [];
                VendorElementCodec.ReadInto(ref reader, _others);
            }
        }

        public readonly OperationStruct ToOperation(string typeName)
        {
            ReadOnlySpan<char> local = typeName.AsSpan(typeName.IndexOf(':') + 1);
            return local switch
            {
                "InstallOpStruct" => ToInstall(),
                "UpdateOpStruct" => ToUpdate(),
                "UninstallOpStruct" => ToUninstall(),

                // No type: what is there says which it is. Credentials come only with something to fetch, an environment to
                // install into only with a URL.
                "" when _others is null && _url is not null && _version is null => ToInstall(),
                "" when _others is null
                    && (_url is not null || _username is not null || _password is not null || _uuid is null) => ToUpdate(),
                "" when _others is null => ToUninstall(),
                _ => ToVendor(typeName),
            };
        }

        private readonly InstallOpStruct ToInstall() => new()
        {
            URL = _url ?? string.Empty,
            UUID = _uuid,
            Username = _username,
            Password = _password,
            ExecutionEnvRef = _executionEnvRef,
        };

        private readonly UpdateOpStruct ToUpdate() => new()
        {
            UUID = _uuid,
            Version = _version,
            URL = _url,
            Username = _username,
            Password = _password,
        };

        private readonly UninstallOpStruct ToUninstall() => new()
        {
            UUID = _uuid ?? string.Empty,
            Version = _version,
            ExecutionEnvRef = _executionEnvRef,
        };

        private readonly VendorOpStruct ToVendor(string typeName)
        {
            var elements = new List<VendorElement>();
            AddIfPresent(elements, "URL", _url);
            AddIfPresent(elements, "UUID", _uuid);
            AddIfPresent(elements, "Version", _version);
            AddIfPresent(elements, "Username", _username);
            AddIfPresent(elements, "Password", _password);
            AddIfPresent(elements, "ExecutionEnvRef", _executionEnvRef);
            elements.AddRange(_others ?? []);
            return new VendorOpStruct { TypeName = typeName, Elements = elements };
        }

        private static void AddIfPresent(List<VendorElement> elements, string name, string? text)
        {
            if (text is not null)
            {
                elements.Add(new VendorElement { Name = name, Text = text });
            }
        }
    }
}
