using BayesLmm.Language;

namespace BayesLmm.FactorGraphs.Texts;

/// <summary>
/// The text form of a factor graph, for people and for keeping: what <see cref="Write"/> writes, <see cref="Parse"/> reads back as an equal graph.
/// </summary>
/// <remarks>
/// <para>One statement a line; <c>#</c> starts a comment. First what there is, then what it is made of:</para>
/// <code>
/// plate Subject 18
/// coefficients beta vector(intercept, "Sex[Male]") "coefficients"
/// index        g1[rows] of Subject                 "level of Subject"
/// precision    P1 matrix(intercept, Days)          "precision matrix of the effects of Subject"
///
/// beta["Sex[Male]"] ~ normal(0, 20^2)
/// a1[intercept] ~ gamma(0.5, 0.0016)
/// P1 ~ wishart(1.5, 2 * diag(a1))
/// b1[Subject] ~ normal(0, inverse(P1))
/// tau ~ gamma(1.5, 3 * a0)
/// eta[rows] = X beta + Z1 b1[g1]
/// y[rows] ~ normal(eta, 1 / tau)
/// </code>
/// <para>
/// A variable's statement has its kind, its name, in brackets its plate, after <c>of</c> the plate that an index counts, its shape (nothing for a number), and its meaning in quotes. In a factor's statement the
/// child stands with its plate, or with the component that the factor is of; parents stand without a plate.
/// </para>
/// <para>
/// <c>normal(mean, variance)</c>, <c>gamma(shape, rate)</c>, <c>inv_gamma(shape, scale)</c>, <c>wishart(shape, rate)</c>, <c>flat</c>; <c>=</c> gives a value. The prior of degrees of freedom is any of the model
/// language, cut off below: <c>nu ~ gamma(2, 0.1) above 1</c>. A name that is not made of letters, digits, dots and underscores stands in double quotes, in which <c>\"</c> is a quote, <c>\\</c> a backslash
/// and <c>\n</c>, <c>\r</c> are line breaks. Replaced priors come last: <c>substitution "sigma": "student_t(3, 0, 22)" for "exponential(0.02)"</c>.
/// </para>
/// </remarks>
public static class GraphText
{
    /// <summary>Writes a graph.</summary>
    public static string Write(FactorGraph graph) => GraphTextWriter.Write(graph);

    /// <summary>Reads a graph.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What to call it in messages: its path, for example.</param>
    /// <exception cref="ModelException">The text is not that of a graph; the exception carries everything that is wrong, with places.</exception>
    public static FactorGraph Parse(string text, string name = "graph") => new GraphTextParser(new SourceText(name, text)).Parse();
}
