using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace BayesLmm.Cli.Tests.Structure;

/// <summary>An instruction of a method body.</summary>
/// <param name="Code">What it does.</param>
/// <param name="Token">The member, type or text it is about; nil for instructions about none.</param>
internal readonly record struct Instruction(OpCode Code, Handle Token)
{
    private static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value & 0xFFFF);

    /// <summary>Decodes a body (ECMA-335, III).</summary>
    public static IEnumerable<Instruction> Decode(byte[] il)
    {
        int at = 0;
        while (at < il.Length)
        {
            int value = il[at++];
            if (value == 0xFE)
            {
                value = 0xFE00 | il[at++];
            }

            OpCode code = Codes[value];
            Handle token = default;
            switch (code.OperandType)
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    at++;
                    break;
                case OperandType.InlineVar:
                    at += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    at += 8;
                    break;
                case OperandType.InlineSwitch:
                    at += 4 + (4 * BitConverter.ToInt32(il, at));
                    break;
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineSig or OperandType.InlineTok or OperandType.InlineType:
                    token = MetadataTokens.Handle(BitConverter.ToInt32(il, at));
                    at += 4;
                    break;
                case OperandType.InlineString:
                    token = MetadataTokens.UserStringHandle(BitConverter.ToInt32(il, at) & 0xFFFFFF);
                    at += 4;
                    break;
                default:
                    at += 4;
                    break;
            }

            yield return new Instruction(code, token);
        }
    }
}
