using System.Collections.Frozen;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Plexus.Architecture.Tests.Compiled;

/// <summary>Steps through the instructions of a method body: operation codes, and the token of those that carry one.</summary>
internal static class Instructions
{
    private static readonly FrozenDictionary<int, OperandType> Operands =
        typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (OpCode)field.GetValue(null)!)
            .ToFrozenDictionary(code => (int)(ushort)code.Value, code => code.OperandType);

    public static IEnumerable<(ILOpCode Code, EntityHandle? Token)> Read(BlobReader body)
    {
        var instructions = new List<(ILOpCode, EntityHandle?)>();
        while (body.RemainingBytes > 0)
        {
            int code = body.ReadByte();
            if (code == 0xFE)
                code = 0xFE00 | body.ReadByte();
            instructions.Add(((ILOpCode)code, ReadOperand(ref body, Operands[code])));
        }

        return instructions;
    }

    private static EntityHandle? ReadOperand(ref BlobReader body, OperandType operand)
    {
        switch (operand)
        {
            case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok:
                return MetadataTokens.EntityHandle(body.ReadInt32());
            case OperandType.InlineSwitch:
                var cases = body.ReadInt32();
                body.Offset += cases * sizeof(int);
                return null;
            case OperandType.InlineNone:
                return null;
            case OperandType.InlineI8 or OperandType.InlineR:
                body.Offset += 8;
                return null;
            case OperandType.InlineVar:
                body.Offset += 2;
                return null;
            case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                body.Offset += 1;
                return null;
            default:
                body.Offset += 4;
                return null;
        }
    }
}
