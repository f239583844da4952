using BayesLmm.Language;
using BayesLmm.Models.Priors;
using BayesLmm.Numerics;
using Words = BayesLmm.FactorGraphs.Texts.GraphWords;

namespace BayesLmm.FactorGraphs.Texts;

/// <summary>Reads the statement of a factor. What may stand behind the child depends on what the child is.</summary>
internal sealed class FactorParser(IReadOnlyList<GraphVariable> variables, GraphTextDiagnostics diagnostics)
{
    private static readonly string[] PriorNames = [.. DistributionSignatures.Names.Where(name => name != "lkj")];

    private readonly VariableReader reader = new(variables, diagnostics);

    /// <summary>The factor; null where the statement is wrong, which is reported here or by the cursor.</summary>
    public GraphFactor? Read(TokenCursor cursor)
    {
        GraphVariable variable = reader.Variable(cursor);
        VariablePart child = reader.ReadChild(cursor, variable);
        if (!cursor.Failed && variable == VariableReader.Unknown)
        {
            cursor.SkipRest();   // what it should have been is not known
            return null;
        }

        if (variable.Kind == VariableKind.Predictor)
        {
            cursor.Expect("=");
            return ReadSum(cursor, child);
        }

        if (cursor.Skip("="))
        {
            return new ConstantFactor(child, cursor.Number());
        }

        cursor.Expect("~");
        return variable.Kind == VariableKind.DegreesOfFreedom ? ReadPrior(cursor, variable, child) : ReadDistribution(cursor, variable, child);
    }

    private GraphFactor? ReadDistribution(TokenCursor cursor, GraphVariable variable, VariablePart child)
    {
        string name = cursor.Word("a distribution");
        if (cursor.Failed || name == Words.Flat)
        {
            return new FlatFactor(child);
        }

        if (!Words.Distributions.Contains(name))
        {
            diagnostics.UnknownDistribution(cursor.Last, name, variable, Words.Distributions);
            cursor.SkipRest();
            return null;
        }

        cursor.Expect("(");
        GraphFactor factor = name switch
        {
            Words.Normal when variable.Kind == VariableKind.Response => ReadResponse(cursor, child),
            Words.Normal when variable.Kind == VariableKind.GroupEffects => ReadGroupEffects(cursor, child),
            Words.Normal => ReadNormal(cursor, child),
            Words.Gamma => ReadGamma(cursor, child),
            Words.InverseGamma => new InverseGammaFactor(child, cursor.Number(), Second(cursor)),
            _ => ReadWishart(cursor, child),
        };
        cursor.Expect(")");
        return factor;
    }

    private GraphFactor ReadNormal(TokenCursor cursor, VariablePart child)
    {
        double mean = cursor.Number(), sd = Second(cursor);
        cursor.Expect("^", "2");
        return cursor.Skip("/") ? new MixedNormalFactor(child, mean, sd, reader.Part(cursor)) : new NormalFactor(child, mean, sd);
    }

    private GraphFactor ReadGamma(TokenCursor cursor, VariablePart child)
    {
        if (!cursor.TryNumber(out double shape))
        {
            string nu = cursor.Word(VariableReader.AVariable);
            reader.Known(cursor, nu);   // says so where there is none of this name, which goes on as it is written
            cursor.Expect("/", "2", ",", nu, "/", "2");
            return new StudentMixingFactor(child, nu);
        }

        cursor.Expect(",");
        if (!cursor.TryNumber(out double rate))
        {
            return new GammaFactor(child, shape, 1, reader.Part(cursor));
        }

        return new GammaFactor(child, shape, rate, cursor.Skip("*") ? reader.Part(cursor) : (VariablePart?)null);
    }

    private GraphFactor ReadWishart(TokenCursor cursor, VariablePart child)
    {
        double shape = cursor.Number();
        cursor.Expect(",");
        bool hasFactor = cursor.TryNumber(out double factor);
        if (hasFactor)
        {
            cursor.Expect("*");
        }
        else if (cursor.SkipBoth(Words.Diagonal, "("))
        {
            if (cursor.TryNumber(out double rate))
            {
                List<double> rates = [rate];
                while (cursor.Skip(","))
                {
                    rates.Add(cursor.Number());
                }

                cursor.Expect(")");
                return new WishartFactor(child, shape, rates.ToEquatableArray());
            }

            return new MixedWishartFactor(child, shape, 1, reader.InDiagonal(cursor));
        }

        return new MixedWishartFactor(child, shape, hasFactor ? factor : 1, reader.ReadMatrix(cursor));
    }

    private GroupEffectsFactor ReadGroupEffects(TokenCursor cursor, VariablePart child)
    {
        cursor.Expect("0", ",", Words.Inverse, "(");
        GroupEffectsFactor factor = new(child, reader.ReadMatrix(cursor));
        cursor.Expect(")");
        return factor;
    }

    private ResponseFactor ReadResponse(TokenCursor cursor, VariablePart child)
    {
        string predictor = reader.Variable(cursor).Name;
        cursor.Expect(",", "1", "/");
        if (!cursor.Skip("("))
        {
            return new ResponseFactor(child, predictor, reader.Variable(cursor).Name, null, null);
        }

        string precision = reader.Variable(cursor).Name;
        string? weights = null, rowPrecision = null;
        while (cursor.Skip("*"))
        {
            GraphVariable factor = reader.Variable(cursor);
            ref string? part = ref factor.Kind == VariableKind.Data ? ref weights : ref rowPrecision;
            OnlyOne(cursor, part is null, factor.Kind == VariableKind.Data ? "column of weights" : "precision of the rows");
            part = factor.Name;
        }

        cursor.Expect(")");
        return new ResponseFactor(child, predictor, precision, weights, rowPrecision);
    }

    /// <summary><c>X beta + Z1 b1[g1] + offset</c>, each part where there is one; <c>0</c> without any.</summary>
    private LinearPredictorFactor ReadSum(TokenCursor cursor, VariablePart child)
    {
        FixedPart? fixedPart = null;
        VariablePart? offset = null;
        List<RandomPart> terms = [];
        if (cursor.Skip("0"))
        {
            return new LinearPredictorFactor(child, null, [], null);
        }

        do
        {
            string first = reader.Variable(cursor).Name;
            if (!cursor.TryWord(VariableReader.AVariable, out string second))
            {
                OnlyOne(cursor, offset is null, "offset");
                offset = first;
                continue;
            }

            string effects = reader.Known(cursor, second).Name;
            if (cursor.Skip("["))
            {
                terms.Add(new RandomPart(first, effects, reader.Variable(cursor).Name));
                cursor.Expect("]");
            }
            else
            {
                OnlyOne(cursor, fixedPart is null, "product of a design and coefficients");
                fixedPart = new FixedPart(first, effects);
            }
        }
        while (cursor.Skip("+"));
        return new LinearPredictorFactor(child, fixedPart, terms.ToEquatableArray(), offset);
    }

    /// <summary>A prior of the model language, above a bound.</summary>
    private PriorFactor? ReadPrior(TokenCursor cursor, GraphVariable variable, VariablePart child)
    {
        string name = cursor.Word("a distribution");
        TextSpan place = cursor.Last;
        if (!cursor.Failed && !PriorNames.Contains(name))
        {
            diagnostics.UnknownDistribution(place, name, variable, PriorNames);
            cursor.SkipRest();
            return null;
        }

        List<double> arguments = [];
        if (cursor.Skip("("))
        {
            do
            {
                arguments.Add(cursor.Number());
            }
            while (cursor.Skip(","));
            if (name == Words.Normal && arguments.Count == 2)
            {
                cursor.Expect("^", "2");
            }

            cursor.Expect(")");
        }

        cursor.Expect(Words.Above);
        double above = cursor.Number();
        if (!cursor.Failed && DistributionSignatures.Find(name) is { } signature && signature.Parameters.Count != arguments.Count)
        {
            diagnostics.WrongNumberOfArguments(place, signature, arguments.Count);
            return null;
        }

        return cursor.Failed ? null : new PriorFactor(child, (Distribution)DistributionSignatures.Find(name)!.Create(arguments), above);
    }

    private void OnlyOne(TokenCursor cursor, bool isFirst, string what)
    {
        if (!isFirst && !cursor.Failed)
        {
            diagnostics.SecondPart(cursor.Last, what);
        }
    }

    private static double Second(TokenCursor cursor)
    {
        cursor.Expect(",");
        return cursor.Number();
    }
}
