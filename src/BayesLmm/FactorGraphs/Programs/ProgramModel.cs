using System.Globalization;

namespace BayesLmm.FactorGraphs.Programs;

/// <summary>The model part of a program: theta's prior, the residual precision, the rows, and the priors of coefficients and terms as observations.</summary>
internal sealed class ProgramModel(BoundModel model, ConjugateModel conjugate, ProgramData data)
{
    private double StartScale => Math.Sqrt(Math.Max(model.Products.Fixed.Yy, double.Epsilon) / model.Products.RowCount);

    /// <summary>Writes it.</summary>
    public void Write(ProgramText text)
    {
        text.Heading("Model.");
        WriteTheta(text);
        text.Line("// Everything is inside an 'if' with prior odds 1, whose posterior log odds are the log evidence.")
            .Line("Variable<bool> evidence = Variable.Bernoulli(0.5).Named(\"evidence\");")
            .Line("IfBlock block = Variable.If(evidence);")
            .Line("Variable<Vector> theta = Variable.VectorGaussianFromMeanAndPrecision(priorMean, priorPrecision).Named(\"theta\");")
            .Line();
        WriteResidual(text);
        text.Line(FormattableString.Invariant($"// {ProgramText.Plain(model.ResponseName)}: the response of a row ~ N(its linear predictor, 1/tau)"))
            .Line("Range row = new Range(n).Named(\"row\");")
            .Line("VariableArray<Vector> rows = Variable.Observed(W, row).Named(\"rows\");")
            .Line("VariableArray<double> responses = Variable.Array<double>(row).Named(\"responses\");")
            .Line("using (Variable.ForEach(row))")
            .Line("{")
            .Line("    responses[row] = Variable.GaussianFromMeanAndPrecision(Variable.InnerProduct(theta, rows[row]), tau);")
            .Line("}")
            .Line()
            .Line("responses.ObservedValue = response;")
            .Line();
        WriteMixtures(text);
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            WriteTerm(text, k);
        }

        text.Line("block.CloseBlock();").Line();
    }

    /// <summary>The name of the variable that has the precision of an independent effect, or the precision matrix of a term.</summary>
    public static string Precision(int term, int effect = -1) =>
        effect < 0 ? FormattableString.Invariant($"P{term + 1}") : FormattableString.Invariant($"P{term + 1}_{effect + 1}");

    /// <summary>The name of the variable that has the precision of a coefficient with a mixture prior.</summary>
    public static string Mixture(int column) => FormattableString.Invariant($"kappa{column + 1}");

    /// <summary>The standard deviation of an almost flat prior: a power of ten far beyond any effect.</summary>
    public double Wide
    {
        get
        {
            CrossProducts products = model.Products;
            double largest = 0;
            void Add(double squares) => largest = squares > 0 && products.Fixed.Yy > 0 ? Math.Max(largest, Math.Sqrt(products.Fixed.Yy / squares)) : largest;
            foreach (int j in data.FreeColumns)
            {
                Add(products.Fixed.Xx[(j * products.FixedCount) + j]);
            }

            foreach (TermShape term in products.Terms)
            {
                for (int i = 0; i < term.Width; i++)
                {
                    Add(products.SumOfSquares(term, i) / term.LevelCount);
                }
            }

            return Math.Pow(10, 6 + Math.Ceiling(Math.Log10(largest > 0 ? largest : 1)));
        }
    }

    private void WriteTheta(ProgramText text)
    {
        text.Line("// The prior of theta is almost flat where an element's prior is flat, or is given below as an observation.")
            .Line($"const double wide = {Wide.ToString("0E+0", CultureInfo.InvariantCulture)};")
            .Line("Vector priorMean = Vector.Zero(size);")
            .Line("PositiveDefiniteMatrix priorPrecision = PositiveDefiniteMatrix.IdentityScaledBy(size, 1 / (wide * wide));");
        for (int f = 0; f < data.FreeColumns.Length; f++)
        {
            int j = data.FreeColumns[f];
            if (conjugate.Coefficients[j] is CoefficientPrior.Normal normal)
            {
                string sd = ProgramText.Real(normal.Sd);
                text.Comment("// ", $"{model.FixedEffects[j].Name} ~ normal({ProgramText.Number(normal.Mean)}, {ProgramText.Number(normal.Sd)})")
                    .Line(FormattableString.Invariant($"priorMean[{ProgramText.At("beta", f)}] = {ProgramText.Number(normal.Mean)};"))
                    .Line(FormattableString.Invariant($"priorPrecision[{ProgramText.At("beta", f)}, {ProgramText.At("beta", f)}] = 1 / ({sd} * {sd});"));
            }
        }

        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            for (int i = 0; i < model.GroupTerms[k].Width; i++)
            {
                if (conjugate.Terms[k] is CovariancePrior.Independent independent && independent.Precisions[i] is PrecisionPrior.Fixed known)
                {
                    GroupTerm term = model.GroupTerms[k];
                    text.Comment("// ", $"{Parameter.Sd(term.Group, term.Effects[i])} is known")
                        .Line($"for (int j = 0; j < {ProgramData.Levels(k)}; j++)")
                        .Line("{")
                        .Line($"    int at = {ProgramText.At(ProgramData.Start(k), "j", term.Width, i)};")
                        .Line($"    priorPrecision[at, at] = {ProgramText.Number(known.Value)};")
                        .Line("}");
                }
            }
        }

        text.Line();
    }

    private void WriteResidual(ProgramText text)
    {
        if (conjugate.Residual is PrecisionPrior.Fixed known)
        {
            text.Line(
                model.HasKnownErrors ? "// The residual variances are given by the weights." : "// The residual standard deviation is known: tau = 1/sigma².")
                .Line($"Variable<double> tau = Variable.Observed({ProgramText.Real(known.Value)}).Named(\"tau\");");
        }
        else
        {
            WriteHalfT(text, "tau", "sigma", (PrecisionPrior.HalfT)conjugate.Residual, StartScale);
        }

        text.Line();
    }

    /// <summary>τ ~ Gamma(ν/2, a), a ~ Gamma(½, 1/(ν A²)).</summary>
    private static void WriteHalfT(ProgramText text, string name, string parameter, PrecisionPrior.HalfT prior, double scale)
    {
        double scaleA = double.Parse(prior.RoundedScale.ToString("G15", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);   // 15 digits read well
        string df = ProgramText.Number(prior.Df), A = ProgramText.Number(scaleA), rate = name + "Rate";
        text.Comment(
            "// ", $"{parameter} ~ half of student_t({df}, 0, {A}): {name} = 1/{parameter}² ~ Gamma({df}/2, {rate}), {rate} ~ Gamma(1/2, 1/({df}·{A}²))")
            .Line($"Variable<double> {rate} = Variable.GammaFromShapeAndRate(0.5, 1 / ({ProgramText.Real(prior.Df)} * {ProgramText.Real(scaleA)} * "
                + $"{ProgramText.Real(scaleA)})).Named(\"{rate}\");")
            .Line($"Variable<double> {name} = Variable.GammaFromShapeAndRate({ProgramText.Real(prior.Df / 2)}, {rate}).Named(\"{name}\");")
            .Line($"{name}.InitialiseTo(Gamma.FromShapeAndRate(1, {Rounded(scale * scale / 2)}));");
    }

    private void WriteMixtures(ProgramText text)
    {
        for (int f = 0; f < data.FreeColumns.Length; f++)
        {
            int j = data.FreeColumns[f];
            if (conjugate.Coefficients[j] is CoefficientPrior.GammaMixture prior)
            {
                string name = Mixture(j), shape = ProgramText.Real(prior.Shape), rate = ProgramText.Real(prior.Rate), scale = ProgramText.Real(prior.Scale);
                text.Comment("// ",
                    $"{model.FixedEffects[j].Name} ~ {model.FixedEffects[j].Prior}, a normal distribution whose precision has a gamma distribution; as an "
                        + "observation of its location")
                    .Line($"Variable<double> {name} = Variable.GammaFromShapeAndRate({shape}, {rate} * {scale} * {scale}).Named(\"{name}\");")
                    .Line(FormattableString.Invariant($"Variable<double> location{j + 1} = Variable.GaussianFromMeanAndPrecision(Variable.GetItem(theta, {
                        ProgramText.At("beta", f)}), {name});"))
                    .Line(FormattableString.Invariant($"location{j + 1}.ObservedValue = {ProgramText.Number(prior.Location)};"))
                    .Line();
            }
        }
    }

    private void WriteTerm(ProgramText text, int k)
    {
        GroupTerm term = model.GroupTerms[k];
        int r = term.Width;
        if (conjugate.Terms[k] is CovariancePrior.MatrixF prior)
        {
            WriteCorrelated(text, k, term, prior);
            return;
        }

        CovariancePrior.Independent independent = (CovariancePrior.Independent)conjugate.Terms[k];
        for (int i = 0; i < r; i++)
        {
            if (independent.Precisions[i] is not PrecisionPrior.HalfT half)
            {
                continue;
            }

            string P = Precision(k, i), suffix = P[1..], at = ProgramText.At(ProgramData.Start(k), "j", r, i);
            WriteHalfT(text, P, Parameter.Sd(term.Group, term.Effects[i]).Name, half, StartScale);
            text.Line().Comment("// ", $"Each level's effect {term.Effects[i]} ~ N(0, 1/{P}), as an observation: 0 ~ N(effect, 1/{P})");
            WritePlate(text, k, suffix, "double", at, $"Variable.GaussianFromMeanAndPrecision(Variable.GetItem(theta, at{suffix}[level{suffix}]), {P})");
            text.Line($"zero{suffix}.ObservedValue = new double[{ProgramData.Levels(k)}];").Line();
        }
    }

    private void WriteCorrelated(ProgramText text, int k, GroupTerm term, CovariancePrior.MatrixF prior)
    {
        int r = term.Width;
        string P = Precision(k), suffix = P[1..];
        string diagonal = string.Join(", ", prior.Rates.Select(ProgramText.Number));
        double start = StartScale * StartScale / 2;
        text.Comment("// ",
            $"The precision matrix of ({string.Join(", ", term.Effects)}) over the levels of {term.Group}, {P}, has a Wishart distribution with a random rate "
                + $"matrix, R{suffix}: a matrix-F prior")
            .Line($"PositiveDefiniteMatrix rate{suffix} = new(new double[{r}, {r}]);")
            .List($"double[] rates{suffix}", diagonal.Split(", "))
            .Line(FormattableString.Invariant($"for (int i = 0; i < {r}; i++)"))
            .Line("{")
            .Line($"    rate{suffix}[i, i] = rates{suffix}[i];")
            .Line("}")
            .Line()
            .Line($"Variable<PositiveDefiniteMatrix> R{suffix} = Variable.WishartFromShapeAndRate({ProgramText.Real(prior.RateShape)}, "
                + $"rate{suffix}).Named(\"R{suffix}\");")
            .Line($"Variable<PositiveDefiniteMatrix> {P} = Variable.WishartFromShapeAndRate({ProgramText.Real(prior.Shape)}, R{suffix}).Named(\"{P}\");")
            .Line($"{P}.InitialiseTo(Wishart.FromShapeAndRate({r}, PositiveDefiniteMatrix.IdentityScaledBy({r}, {Rounded(r * start)})));")
            .Line()
            .Comment("// ", $"Each level's effects ~ N(0, {P}⁻¹), as an observation: 0 ~ N(effects, {P}⁻¹)");
        WritePlate(
            text, k, suffix, "Vector", ProgramText.At(ProgramData.Start(k), "j", r, 0),
            FormattableString.Invariant($"Variable.VectorGaussianFromMeanAndPrecision(Variable.Subvector(theta, at{suffix}[level{suffix}], {r}), {P})"));
        text.Line(FormattableString.Invariant(
            $"zero{suffix}.ObservedValue = Enumerable.Range(0, {ProgramData.Levels(k)}).Select(j => Vector.Zero({r})).ToArray();")).Line();
    }

    private static void WritePlate(ProgramText text, int k, string suffix, string type, string at, string factor) =>
        text.Line($"Range level{suffix} = new Range({ProgramData.Levels(k)}).Named(\"level{suffix}\");")
            .Line($"VariableArray<int> at{suffix} = Variable.Observed(Enumerable.Range(0, {ProgramData.Levels(k)}).Select(j => {at}).ToArray(), "
                + $"level{suffix}).Named(\"at{suffix}\");")
            .Line($"VariableArray<{type}> zero{suffix} = Variable.Array<{type}>(level{suffix}).Named(\"zero{suffix}\");")
            .Line($"using (Variable.ForEach(level{suffix}))")
            .Line("{")
            .Line($"    zero{suffix}[level{suffix}] = {factor};")
            .Line("}")
            .Line();

    private static string Rounded(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
