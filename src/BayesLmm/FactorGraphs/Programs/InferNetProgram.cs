using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.FactorGraphs.Programs;
using BayesLmm.Numerics;

namespace BayesLmm;

// The joint form (see BayesLmm.InferNet): theta = (b, β) ~ N(m, Q0⁻¹), Q0 almost 0 where the prior stands elsewhere; y_i ~ N(w_iᵀ theta, 1/τ);
// 0 ~ N(theta_kj, P_k⁻¹) for every level j of a term: the groups' priors, as observations.

/// <summary>
/// Writes a model as a C# program for Infer.NET that a person can read, change and run with <c>dotnet run</c>: the joint form with its data, the priors as in
/// the graph, variational message passing until nothing changes, and a table of means and standard deviations with the log evidence. The text needs neither
/// this library nor, to be written, the package.
/// </summary>
public static class InferNetProgram
{
    /// <summary>The largest number of coefficients and group effects together.</summary>
    public const int LargestOrder = 300;

    /// <summary>The largest number of numbers that are written into the program.</summary>
    public const int MostNumbers = 20_000;

    /// <summary>The largest n D², the length of a message to theta from every row.</summary>
    public const long LongestMessages = 30_000_000;

    /// <summary>Writes the program.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="NotSupportedException">Residuals are student_t, or the model is too large to be read or run in this form; the message says by how much,
    /// and what to use.</exception>
    public static string Write(BoundModel model)
    {
        if (model.NuPrior is not null)
        {
            throw new NotSupportedException("The Infer.NET program is of normal residuals, and this model's are student_t; the engines hmc and vmp have both.");
        }

        ConjugateModel conjugate = ConjugateCompiler.Compile(model, ConjugateForm.MatrixF);
        ProgramData data = ProgramData.From(model, conjugate);
        RefuseLarge(model, data);
        ProgramText text = new();
        Head(model, conjugate, text);
        data.Write(text);
        new ProgramModel(model, conjugate, data).Write(text);
        new ProgramResults(model, conjugate, data).Write(text);
        return text.ToString();
    }

    private static void RefuseLarge(BoundModel model, ProgramData data)
    {
        if (data.Order == 0)
        {
            throw new NotSupportedException(
                "The model has neither group effects nor unknown coefficients, so that there are no messages to pass; the engine hmc runs it.");
        }

        if (data.Order > LargestOrder)
        {
            throw new NotSupportedException(
                $"The program holds all coefficients and group effects in one normal vector of at most {LargestOrder}; this model has {data.Order}. The "
                    + "engines hmc and vmp have no such limit.");
        }

        if (data.NumberCount > MostNumbers)
        {
            throw new NotSupportedException(
                $"The program has its data in its text, of at most {MostNumbers} numbers; this model has {data.NumberCount}. The engines hmc and vmp have no "
                    + "such limit.");
        }

        long messages = (long)model.Products.RowCount * data.Order * data.Order;
        if (messages > LongestMessages)
        {
            throw new NotSupportedException(
                $"Every one of {model.Products.RowCount} rows sends a message of {data.Order} × {data.Order} numbers, {messages / 1_000_000} million in all, "
                    + "and the limit is "
                + $"{LongestMessages / 1_000_000} million. The engines hmc and vmp have no such limit.");
        }
    }

    private static void Head(BoundModel model, ConjugateModel conjugate, ProgramText text)
    {
        text.Line("#:package Microsoft.ML.Probabilistic@0.4.2504.701")
            .Line("#:package Microsoft.ML.Probabilistic.Compiler@0.4.2504.701")
            .Line("#:property PublishAot=false")
            .Line()
            .Line("// " + model.Specification.FormulaText)
            .Line("//")
            .Line("// This model as an Infer.NET program, in the joint form: one normal vector, theta, holds the effects of all groups and")
            .Line("// the coefficients, so that what the data say about them together is kept. Run it with: dotnet run <this file>");
        EquatableArray<Substitution> substitutions = conjugate.Substitutions;
        if (substitutions.Count > 0)
        {
            text.Line("//").Line("// Priors that message passing does not have were replaced:");
            foreach (Substitution substitution in substitutions)
            {
                text.Comment("//   ", substitution.ToString());
            }
        }

        text.Line()
            .Line("using Microsoft.ML.Probabilistic;")
            .Line("using Microsoft.ML.Probabilistic.Algorithms;")
            .Line("using Microsoft.ML.Probabilistic.Distributions;")
            .Line("using Microsoft.ML.Probabilistic.Math;")
            .Line("using Microsoft.ML.Probabilistic.Models;")
            .Line("using Range = Microsoft.ML.Probabilistic.Models.Range;")
            .Line();
    }
}
