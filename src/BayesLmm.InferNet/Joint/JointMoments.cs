using BayesLmm.Design;
using BayesLmm.InferNet.Moments;
using BayesLmm.Models;
using Microsoft.ML.Probabilistic.Distributions;
using Microsoft.ML.Probabilistic.Math;

namespace BayesLmm.InferNet.Joint;

/// <summary>Means and standard deviations of a model's own quantities, from a program's marginals.</summary>
internal sealed class JointMoments
{
    private readonly BoundModel model;
    private readonly JointMarginals marginals;
    private readonly List<QuantityMoments> parameters = [];
    private readonly List<QuantityMoments> groupEffects = [];

    private JointMoments(BoundModel model, JointMarginals marginals)
    {
        this.model = model;
        this.marginals = marginals;
    }

    /// <summary>Every parameter, in the order of <see cref="BoundModel.Parameters"/>.</summary>
    public IReadOnlyList<QuantityMoments> Parameters => parameters;

    /// <summary>Every group effect, term by term, in it level by level.</summary>
    public IReadOnlyList<QuantityMoments> GroupEffects => groupEffects;

    /// <summary>The moments of a model's quantities.</summary>
    public static JointMoments Of(BoundModel model, JointMarginals marginals)
    {
        JointMoments moments = new(model, marginals);
        moments.AddCoefficients();
        int independent = 0, correlated = 0;
        foreach (GroupTerm term in model.GroupTerms)
        {
            if (term.Correlated)
            {
                moments.AddCorrelated(term, marginals.Correlated[correlated++]);
                continue;
            }

            foreach (string effect in term.Effects)
            {
                moments.AddSd(Parameter.Sd(term.Group, effect), marginals.Independent[independent++]);
            }
        }

        moments.AddSd(Parameter.Sigma, marginals.Residual);
        moments.AddGroupEffects();
        return moments;
    }

    /// <summary>β of the model as written: centred columns' β plus the reference, the intercept β_0 − Σ center_j β_j.</summary>
    private void AddCoefficients()
    {
        FixedProducts products = model.Products.Fixed;
        int q = model.Products.EffectCount, p = products.Count;
        double[] means = new double[p];
        for (int j = 0; j < p; j++)
        {
            means[j] = marginals.Mean[q + j] + products.Reference[j];
        }

        products.Uncenter(means);
        for (int j = 0; j < p; j++)
        {
            double variance = j == 0 && products.HasIntercept ? InterceptVariance(products, q) : marginals.Variance[q + j, q + j];
            parameters.Add(new QuantityMoments(model.FixedEffects[j].Name, means[j], Math.Sqrt(variance)));
        }
    }

    /// <summary>aᵀVa with a = (1, −center_1, …).</summary>
    private double InterceptVariance(FixedProducts products, int q)
    {
        double variance = 0;
        for (int i = 0; i < products.Count; i++)
        {
            for (int j = 0; j < products.Count; j++)
            {
                double weights = (i == 0 ? 1 : -products.Centers[i]) * (j == 0 ? 1 : -products.Centers[j]);
                variance += weights * marginals.Variance[q + i, q + j];
            }
        }

        return variance;
    }

    private void AddSd(Parameter parameter, Gamma precision)
    {
        (double mean, double sd) = PrecisionMoments.OfSd(precision.Shape, precision.Rate);
        parameters.Add(new QuantityMoments(parameter.Name, mean, sd));
    }

    private void AddCorrelated(GroupTerm term, Wishart precision)
    {
        double shape = precision.Shape;
        PositiveDefiniteMatrix rate = precision.Rate;
        for (int i = 0; i < term.Width; i++)
        {
            (double mean, double sd) = PrecisionMoments.OfSd(shape, rate[i, i], term.Width);
            parameters.Add(new QuantityMoments(Parameter.Sd(term.Group, term.Effects[i]).Name, mean, sd));
        }

        for (int i = 0; i < term.Width; i++)
        {
            for (int j = i + 1; j < term.Width; j++)
            {
                (double mean, double sd) = CorrelationMoments.OfCorrelation(shape, rate[i, j] / Math.Sqrt(rate[i, i] * rate[j, j]), term.Width);
                parameters.Add(new QuantityMoments(Parameter.Cor(term.Group, term.Effects[i], term.Effects[j]).Name, mean, sd));
            }
        }
    }

    private void AddGroupEffects()
    {
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            GroupTerm term = model.GroupTerms[k];
            TermShape shape = model.Products.Terms[k];
            for (int e = 0; e < shape.LevelCount * shape.Width; e++)
            {
                int index = shape.FirstEffect + e;
                string name = Parameter.GroupEffect(term.Group, term.Levels[e / shape.Width], term.Effects[e % shape.Width]);
                groupEffects.Add(new QuantityMoments(name, marginals.Mean[index], Math.Sqrt(marginals.Variance[index, index])));
            }
        }
    }
}
