// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Cwmp.Tls.TestSupport.Architecture;

/// <summary>The metadata tokens in the body of a method.</summary>
internal static class IlTokens
{
    private static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value, code => code.OperandType);

    public static IEnumerable<EntityHandle> Read(byte[] code)
    {
        int position = 0;
        while (position < code.Length)
        {
            int value = code[position++];
            if (value == 0xFE)
            {
                value = 0xFE00 | code[position++];
            }

            OperandType operand = Operands[value];
            switch (operand)
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    position += 1;
                    break;
                case OperandType.InlineVar:
                    position += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    position += 8;
                    break;
                case OperandType.InlineSwitch:
                    position += 4 + (4 * BitConverter.ToInt32(code, position));
                    break;
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType
                    or OperandType.InlineSig:
                    yield return MetadataTokens.EntityHandle(BitConverter.ToInt32(code, position));
                    position += 4;
                    break;
                default:
                    position += 4;
                    break;
            }
        }
    }
}
