using BayesLmm.FactorGraphs;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.FactorGraphs;

/// <summary>The graphs of all models of the folder <c>models</c> and of <see cref="OddModels"/>, in both conjugate forms.</summary>
internal static class ExampleGraphs
{
    /// <summary>All graphs by model and form.</summary>
    public static TheoryData<string, ConjugateForm> Names
    {
        get
        {
            TheoryData<string, ConjugateForm> data = [];
            foreach (string name in ModelFiles.Names.Concat(OddModels.Texts.Keys))
            {
                data.Add(name, ConjugateForm.HuangWand);
                data.Add(name, ConjugateForm.MatrixF);
            }

            return data;
        }
    }

    /// <summary>The bound model of a name.</summary>
    public static BoundModel Model(string name) => OddModels.Texts.ContainsKey(name) ? OddModels.Bind(name) : ModelFiles.Bind(name);

    /// <summary>A graph.</summary>
    public static FactorGraph Graph(string name, ConjugateForm form = ConjugateForm.HuangWand) => FactorGraph.Of(Model(name), form);

    /// <summary>The small graph that rules are tried on: one of each kind of variable, and most kinds of factors.</summary>
    public const string Text = """
        plate rows 8
        plate g 2

        data X[rows] vector(intercept, x) "columns"
        auxiliary kappa vector(x) "mixing precisions"
        coefficients beta vector(intercept, x) "coefficients"
        data Z1[rows] vector(intercept, x) "columns"
        index g1[rows] of g "levels"
        auxiliary a1 vector(intercept, x) "scales"
        precision P1 matrix(intercept, x) "precision matrix"
        effects b1[g] vector(intercept, x) "effects"
        degrees_of_freedom nu "degrees of freedom"
        auxiliary lambda[rows] "rows' precisions"
        auxiliary R0 matrix(s) "rates"
        auxiliary a0 "scale"
        precision tau "residual precision"
        data o[rows] "offset"
        data w[rows] "weights"
        predictor eta[rows] "linear predictor"
        response y[rows] "response"

        kappa[x] ~ inv_gamma(1, 0.5)
        beta[intercept] ~ normal(1, 2^2)
        beta[x] ~ normal(0, 3^2 / kappa[x])
        a1[intercept] ~ gamma(0.5, 0.25)
        a1[x] ~ gamma(0.5, 0.25)
        P1 ~ wishart(1.5, 2 * diag(a1))
        b1[g] ~ normal(0, inverse(P1))
        nu ~ gamma(2, 0.1) above 1
        lambda[rows] ~ gamma(nu / 2, nu / 2)
        R0 ~ wishart(1, diag(2))
        a0 ~ gamma(0.5, 0.16)
        tau ~ gamma(1.5, 3 * a0)
        eta[rows] = X beta + Z1 b1[g1] + o
        y[rows] ~ normal(eta, 1 / (tau * w * lambda))

        """;
}
