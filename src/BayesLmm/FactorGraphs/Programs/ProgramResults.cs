using BayesLmm.Distributions;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.Models;

namespace BayesLmm.FactorGraphs.Programs;

/// <summary>The last part of a program: inference until nothing changes, and the table of means and standard deviations.</summary>
internal sealed class ProgramResults(BoundModel model, ConjugateModel conjugate, ProgramData data)
{
    private bool HasOrigins => Enumerable.Range(0, model.GroupTerms.Count).Any(k => ToWritten(k) is not null);

    private bool HasCorrelations => conjugate.Terms.Any(term => term is CovariancePrior.MatrixF);

    /// <summary>Writes it.</summary>
    public void Write(ProgramText text)
    {
        List<string> queries = ["evidence", "theta"];
        if (conjugate.Residual is PrecisionPrior.HalfT)
        {
            queries.Add("tau");
        }

        for (int k = 0; k < conjugate.Terms.Count; k++)
        {
            queries.AddRange(conjugate.Terms[k] is CovariancePrior.Independent independent
                ? Enumerable.Range(0, independent.Precisions.Count).Where(i => independent.Precisions[i] is PrecisionPrior.HalfT)
                    .Select(i => ProgramModel.Precision(k, i))
                : [ProgramModel.Precision(k)]);
        }

        text.Heading(
            "Inference: variational message passing until five iterations change no mean and no standard deviation by a millionth of the standard deviation.")
            .Line("InferenceEngine engine = new(new VariationalMessagePassing()) { ShowProgress = false, ShowWarnings = false };")
            .Line("engine.Compiler.WriteSourceFiles = false;")
            .Line($"IGeneratedAlgorithm algorithm = engine.GetCompiledInferenceAlgorithm({string.Join(", ", queries)});")
            .Line("algorithm.Execute(1);")
            .Line("int iterations = 1;")
            .Line("List<(string Name, double Mean, double Sd)> results = Results();")
            .Line("for (double change = 1; change > 1e-6 && iterations < 2000;)")
            .Line("{")
            .Line("    algorithm.Update(5);")
            .Line("    iterations += 5;")
            .Line("    List<(string Name, double Mean, double Sd)> updated = Results();")
            .Line("    change = updated.Zip(results, (now, old) => Math.Max(Math.Abs(now.Mean - old.Mean), Math.Abs(now.Sd - old.Sd)) / "
                + "now.Sd).DefaultIfEmpty(0).Max();")
            .Line("    results = updated;")
            .Line("}")
            .Line()
            .Line("Console.WriteLine($\"{\"\",-40} {\"mean\",14} {\"sd\",14}\");")
            .Line("foreach ((string name, double mean, double sd) in results)")
            .Line("{")
            .Line("    Console.WriteLine(FormattableString.Invariant($\"{name,-40} {mean,14:G7} {sd,14:G5}\"));")
            .Line("}")
            .Line();
        WriteEvidence(text);
        WriteResults(text);
        WriteMoments(text);
    }

    private void WriteEvidence(ProgramText text)
    {
        int flat = data.Order
            - data.FreeColumns.Count(j => conjugate.Coefficients[j] is CoefficientPrior.Normal)
            - conjugate.Terms.Select((term, k) => term is CovariancePrior.Independent independent
                ? independent.Precisions.Count(precision => precision is PrecisionPrior.Fixed) * model.Products.Terms[k].LevelCount
                : 0).Sum();
        text.Line("// The evidence has the density of every almost flat prior, which should count as 1.");
        text.Line("double logEvidence = algorithm.Marginal<Bernoulli>(\"evidence\").LogOdds")
            .Line(FormattableString.Invariant($"    + ({flat} * ((0.5 * Math.Log(2 * Math.PI)) + Math.Log(wide)))") + (model.HasWeights ? "" : ";"));
        if (model.HasWeights)
        {
            text.Line("    + (0.5 * weights.Sum(Math.Log));");
        }

        text.Line("Console.WriteLine(FormattableString.Invariant($\"log evidence at least {logEvidence:F4}, after {iterations} iterations\"));").Line();
    }

    private void WriteResults(ProgramText text)
    {
        text.Line("// Means and standard deviations in the model's names.")
            .Line("List<(string Name, double Mean, double Sd)> Results()")
            .Line("{")
            .Line("    List<(string Name, double Mean, double Sd)> found = [];")
            .Line("    VectorGaussian q = algorithm.Marginal<VectorGaussian>(\"theta\");")
            .Line("    Vector mean = q.GetMean();")
            .Line("    PositiveDefiniteMatrix variance = q.GetVariance();");
        WriteCoefficients(text);
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            WriteTerm(text, k);
        }

        if (conjugate.Residual is PrecisionPrior.HalfT)
        {
            text.Line("    AddSd(\"sigma\", algorithm.Marginal<Gamma>(\"tau\").Shape, algorithm.Marginal<Gamma>(\"tau\").Rate);");
        }

        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            WriteEffects(text, k);
        }

        text.Line("    return found;").Line();
        text.Line("    // The combination of theta that a coefficient is, plus what is known.")
            .Line("    void Add(string name, double known, params (int At, double Weight)[] parts)")
            .Line("    {")
            .Line("        double expected = known, square = 0;")
            .Line("        foreach ((int a, double u) in parts)")
            .Line("        {")
            .Line("            expected += u * mean[a];")
            .Line("            foreach ((int b, double v) in parts)")
            .Line("            {")
            .Line("                square += u * v * variance[a, b];")
            .Line("            }")
            .Line("        }")
            .Line()
            .Line("        found.Add((name, expected, Math.Sqrt(square)));")
            .Line("    }")
            .Line()
            .Line("    // tau ~ Gamma(a, rate b): E tau^(-1/2) = sqrt(b) Gamma(a - 1/2) / Gamma(a), E 1/tau = b / (a - 1).")
            .Line("    void AddSd(string name, double a, double b)")
            .Line("    {")
            .Line("        double expected = Math.Sqrt(b) * Math.Exp(MMath.GammaLn(a - 0.5) - MMath.GammaLn(a));")
            .Line("        found.Add((name, expected, Math.Sqrt((b / (a - 1)) - (expected * expected))));")
            .Line("    }");
        text.Line("}");
    }

    /// <summary>The intercept of the model as written is the one at the means less Σ mean_j β_j.</summary>
    private void WriteCoefficients(ProgramText text)
    {
        for (int f = 0; f < data.FreeColumns.Length; f++)
        {
            int j = data.FreeColumns[f];
            if (model.Products.Fixed.Origin is not null)
            {
                WriteCoefficientFromOrigin(text, j);
                continue;
            }

            List<string> parts = [FormattableString.Invariant($"({ProgramText.At("beta", f)}, 1)")];
            double known = 0;
            if (j == 0 && model.Products.Fixed.HasIntercept)
            {
                for (int other = 1; other < conjugate.Coefficients.Count; other++)
                {
                    double center = model.Products.Fixed.Centers[other];
                    if (conjugate.Coefficients[other] is CoefficientPrior.Fixed constant)
                    {
                        known -= center * constant.Value;
                    }
                    else if (center != 0)
                    {
                        parts.Add(
                            FormattableString.Invariant($"({ProgramText.At("beta", Array.IndexOf(data.FreeColumns, other))}, {ProgramText.Number(-center)})"));
                    }
                }
            }

            text.Line($"    Add({ProgramText.Quoted(model.FixedEffects[j].Name)}, {ProgramText.Number(known)}, {string.Join(", ", parts)});");
        }
    }

    private void WriteCoefficientFromOrigin(ProgramText text, int j)
    {
        double[] weights = new double[model.FixedEffects.Count];
        weights[j] = 1;
        model.Products.Fixed.Coordinates.CenterWeights(weights);
        double known = 0;
        List<string> parts = [];
        for (int i = 0; i < weights.Length; i++)
        {
            if (conjugate.Coefficients[i] is CoefficientPrior.Fixed constant)
            {
                known += weights[i] * constant.Value;
            }
            else if (weights[i] != 0)
            {
                parts.Add(FormattableString.Invariant($"({ProgramText.At("beta", Array.IndexOf(data.FreeColumns, i))}, {ProgramText.Number(weights[i])})"));
            }
        }

        text.Line($"    Add({ProgramText.Quoted(model.FixedEffects[j].Name)}, {ProgramText.Number(known)}, {string.Join(", ", parts)});");
    }

    /// <summary>U⁻¹ of a term's origin, which takes effects at it to effects as written; null where they are the same.</summary>
    private double[]? ToWritten(int k) => model.Products.Written.Of(k);

    private void WriteTerm(ProgramText text, int k)
    {
        GroupTerm term = model.GroupTerms[k];
        if (conjugate.Terms[k] is CovariancePrior.Independent independent)
        {
            for (int i = 0; i < term.Width; i++)
            {
                if (independent.Precisions[i] is PrecisionPrior.HalfT)
                {
                    string P = ProgramModel.Precision(k, i);
                    text.Line($"    AddSd({Name(Parameter.Sd(term.Group, term.Effects[i]))}, algorithm.Marginal<Gamma>(\"{P}\").Shape, "
                        + $"algorithm.Marginal<Gamma>(\"{P}\").Rate);");
                }
            }

            return;
        }

        string matrix = ProgramModel.Precision(k), wishart = "q" + matrix;
        string half = ProgramText.Number(0.5 * (term.Width - 1));
        text.Line($"    Wishart {wishart} = algorithm.Marginal<Wishart>(\"{matrix}\");");
        string rate = $"{wishart}.Rate";
        if (ToWritten(k) is { } transformation)
        {
            rate = "rate" + matrix;
            string rows = string.Join(", ", transformation.Chunk(term.Width).Select(row => $"{{ {string.Join(", ", row.Select(ProgramText.Real))} }}"));
            text.Line("    // Effects as written: predictors that are far from 0 are measured from 0 again.")
                .Line($"    Matrix to{matrix} = new(new double[,] {{ {rows} }});")
                .Line($"    Matrix {rate} = to{matrix} * {wishart}.Rate * to{matrix}.Transpose();");
        }

        for (int i = 0; i < term.Width; i++)
        {
            text.Line(FormattableString.Invariant(
                $"    AddSd({Name(Parameter.Sd(term.Group, term.Effects[i]))}, {wishart}.Shape - {half}, {rate}[{i}, {i}]);"));
        }

        for (int i = 0; i < term.Width; i++)
        {
            for (int j = i + 1; j < term.Width; j++)
            {
                string arguments = HasOrigins ? $"{wishart}, {rate}" : wishart;
                text.Line(FormattableString.Invariant(
                    $"    found.Add(Correlation({Name(Parameter.Cor(term.Group, term.Effects[i], term.Effects[j]))}, {arguments}, {i}, {j}));"));
            }
        }
    }

    private void WriteEffects(ProgramText text, int k)
    {
        GroupTerm term = model.GroupTerms[k];
        int r = term.Width;
        text.Line($"    for (int j = 0; j < {ProgramData.Levels(k)}; j++)").Line("    {");
        for (int i = 0; i < r; i++)
        {
            string at = ProgramText.At(ProgramData.Start(k), "j", r, i);
            if (ToWritten(k) is { } transformation)
            {
                IEnumerable<string> parts = Enumerable.Range(i, r - i).Where(m => transformation[(i * r) + m] != 0).Select(m =>
                    FormattableString.Invariant($"({ProgramText.At(ProgramData.Start(k), "j", r, m)}, {ProgramText.Number(transformation[(i * r) + m])})"));
                text.Line(FormattableString.Invariant($"        Add({ProgramText.Quoted(term.Group + "[")} + names{k + 1}[j] + ")
                    + $"{ProgramText.Quoted($", {term.Effects[i]}]")}, 0, {string.Join(", ", parts)});");
                continue;
            }

            text.Line(FormattableString.Invariant(
                $"        Add({ProgramText.Quoted(term.Group + "[")} + names{k + 1}[j] + {ProgramText.Quoted($", {term.Effects[i]}]")}, 0, ({at}, 1));"));
        }

        text.Line("    }").Line();
    }

    private void WriteMoments(ProgramText text)
    {
        if (!HasCorrelations)
        {
            return;
        }

        text.Line()
            .Line("// The correlation of two effects whose precision matrix has a Wishart distribution (Muirhead 1982, section 5.1.3).")
            .Line($"static (string Name, double Mean, double Sd) Correlation(string name, Wishart q, {(HasOrigins ? "Matrix rate, " : "")}int i, int j)")
            .Line("{")
            .Line("    double m = (2 * q.Shape) - (q.Dimension - 2);")
            .Line(HasOrigins
                ? "    double rho = rate[i, j] / Math.Sqrt(rate[i, i] * rate[j, j]);"
                : "    double rho = q.Rate[i, j] / Math.Sqrt(q.Rate[i, i] * q.Rate[j, j]);")
            .Line("    double ratio = Math.Exp(MMath.GammaLn((m + 1) / 2) - MMath.GammaLn(m / 2));")
            .Line("    double expected = rho * (2 / m) * ratio * ratio * Hypergeometric(0.5, (m / 2) + 1, rho * rho);")
            .Line("    double square = 1 - ((m - 1) / m * (1 - (rho * rho)) * Hypergeometric(1, (m / 2) + 1, rho * rho));")
            .Line("    return (name, expected, Math.Sqrt(square - (expected * expected)));")
            .Line("}")
            .Line()
            .Line("// Gauss's F(a, a; c; x), by its series.")
            .Line("static double Hypergeometric(double a, double c, double x)")
            .Line("{")
            .Line("    double sum = 1, term = 1;")
            .Line("    for (int k = 0; term > 1e-17 * sum; k++)")
            .Line("    {")
            .Line("        term *= (a + k) * (a + k) / ((c + k) * (1 + k)) * x;")
            .Line("        sum += term;")
            .Line("    }")
            .Line()
            .Line("    return sum;")
            .Line("}");
    }

    private static string Name(Parameter parameter) => ProgramText.Quoted(parameter.Name);
}
