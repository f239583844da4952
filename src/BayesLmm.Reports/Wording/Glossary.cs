using BayesLmm.Numerics;

namespace BayesLmm.Reports.Wording;

/// <summary>A term of the reports and what it means.</summary>
/// <param name="Key">Its name in links: small letters, digits and hyphens.</param>
/// <param name="Term">The term.</param>
/// <param name="Meaning">What it means, in sentences.</param>
internal sealed record GlossaryEntry(string Key, string Term, string Meaning)
{
    /// <summary>The words for it in sentences.</summary>
    public EquatableArray<string> Words { get; init; } = [];

    /// <summary>Headings of columns that hold it.</summary>
    public EquatableArray<string> Headings { get; init; } = [];
}

/// <summary>The terms that a reader of reports may not know, in the order of the alphabet. Pages and <c>models/glossary.md</c> are written from it.</summary>
internal static class Glossary
{
    /// <summary>The terms.</summary>
    public static EquatableArray<GlossaryEntry> Entries { get; } =
    [
        new(
            "complete-pooling", "Complete pooling",
            "The estimate that all groups share: the model without the grouping factor. The opposite is no pooling, a fit of each group by itself.")
        {
            Words = ["complete pooling"],
            Headings = ["complete"],
        },
        new(
            "credible-interval", "Credible interval",
            "The range that holds a parameter with the stated probability, given model and data. The ends of an equal-tailed 95 % interval are the 2.5 % and "
                + "97.5 % quantiles of the draws.")
        {
            Words = ["95 % interval"],
            Headings = ["2.5%", "97.5%"],
        },
        new(
            "design-effect", "Design effect",
            "How many times larger the variance of a mean is than that of independent rows, because rows of one group are alike: 1 + (n − 1) ICC for groups of "
                + "n rows (Kish 1965).")
        {
            Words = ["design effect"],
            Headings = ["design effect"],
        },
        new(
            "divergence", "Divergence",
            "A step of the sampler at which its numerical integration broke down. Draws near such a place are missing, so that even one divergence means that "
                + "results may be biased (Betancourt 2017).")
        {
            Words = ["divergences", "divergent"],
        },
        new(
            "e-bfmi", "E-BFMI",
            "The energy fraction of missing information: how well the sampler moves between levels of energy. Below 0.3 the tails of the posterior are "
                + "explored badly (Betancourt 2016).")
        {
            Words = ["E-BFMI"],
            Headings = ["ebfmi"],
        },
        new(
            "ess", "Effective sample size (ESS)",
            "How many independent draws would be as informative as the correlated ones. Bulk: for means and medians. Tail: for the ends of intervals. Above "
                + "400 is enough for reporting (Vehtari et al. 2021).")
        {
            Words = ["effective sample size", "ESS"],
            Headings = ["ess_bulk", "ess_tail"],
        },
        new(
            "elpd", "ELPD",
            "The expected log predictive density: the sum over rows of the log density that the model gives to a row it has not seen. Larger is better; a "
                + "difference counts when it is several of its standard errors.")
        {
            Headings = ["elpd"],
        },
        new(
            "harville", "Harville's identity",
            "With flat priors on the coefficients, the marginal likelihood of the variances is the restricted likelihood (Harville 1974). Both are computed by "
                + "separate code here, so that their equality at many points checks the software, whatever the priors of the model are.")
        {
            Words = ["Harville's identity"],
        },
        new(
            "hdi", "HDI",
            "The interval of highest density: the shortest one that holds the stated probability. It differs from the equal-tailed interval where the "
                + "posterior is skewed.")
        {
            Words = ["HDI", "highest density"],
        },
        new(
            "icc", "ICC (adjusted)",
            "The intraclass correlation: the part of the variance left by the predictors that lies between groups, and so the correlation of two rows of one "
                + "group. Adjusted means that the variance of the predictors is left out (Nakagawa, Johnson and Schielzeth 2017).")
        {
            Words = ["ICC"],
        },
        new(
            "lkj", "LKJ prior",
            "A prior of correlation matrices. lkj(1) makes all of them equally likely; larger values prefer correlations near 0 (Lewandowski, Kurowicka and "
                + "Joe 2009).")
        {
            Words = ["lkj"],
        },
        new(
            "loo-pit", "LOO-PIT",
            "The probability integral transform: where each row lies in its distribution given all other rows. These values are uniform if the model predicts "
                + "with the right spread.")
        {
            Words = ["LOO-PIT"],
        },
        new(
            "mcse", "MCSE",
            "The Monte Carlo standard error: how much a number would change if sampling were repeated with another seed. Numbers from draws are rounded to it.")
        {
            Words = ["MCSE", "Monte Carlo error"],
            Headings = ["Monte Carlo error", "mcse"],
        },
        new(
            "no-pooling", "No pooling",
            "The estimate of a group from its own rows alone. It is free of the other groups and uncertain where the group is small.")
        {
            Words = ["no pooling"],
            Headings = ["none"],
        },
        new(
            "pareto-k", "Pareto k",
            "The shape of the tail of importance weights. Below 0.5 the weights are good, below 0.7 usable; above, a few draws carry the result (Vehtari et "
                + "al. 2024).")
        {
            Words = ["Pareto k"],
            Headings = ["Pareto k", "k"],
        },
        new(
            "posterior-predictive", "Posterior predictive check",
            "Data are simulated from the fitted model and compared with the observed ones. A p near 0 or 1 says that the model does not produce data like "
                + "these in that respect.")
        {
            Words = ["replications", "Replicated data", "replicated data"],
        },
        new(
            "power-scaling", "Power-scaling",
            "Prior or likelihood are raised to a power a little below or above 1, and the change of the posterior is measured. A large change with the prior "
                + "means that the prior matters (Kallioinen et al. 2024).")
        {
            Words = ["power-scaling", "power-scaled"],
        },
        new(
            "r-hat", "R-hat",
            "Compares the spread between chains with that within them. Below 1.01 the chains agree (Vehtari et al. 2021).")
        {
            Words = ["R-hat"],
            Headings = ["rhat"],
        },
        new(
            "reml", "REML",
            "Restricted maximum likelihood: the usual estimates of mixed models, as of lme4. Variances are estimated from what is left after the coefficients; "
                + "there are no priors.")
        {
            Words = ["REML"],
            Headings = ["REML"],
        },
        new(
            "r2", "R² (marginal, conditional, Bayesian)",
            "Parts of the variance that are explained: marginal by the predictors, conditional by predictors and groups together (Nakagawa and Schielzeth "
                + "2013); Bayesian in each draw of the fitted values (Gelman et al. 2019).")
        {
            Words = ["R²", "Bayesian R²"],
        },
        new(
            "shift", "Shift",
            "How far the posterior mean lies from the REML estimate, in standard errors of the latter. Priors, skewness and few groups shift; shifts above 1 "
                + "are explained below their table.")
        {
            Headings = ["shift", "largest shift"],
        },
        new(
            "shrinkage", "Shrinkage",
            "How far partial pooling moves a group from its own estimate towards the estimate of all groups: 0 not at all, 1 all the way. Small groups are "
                + "moved further.")
        {
            Words = ["shrinkage"],
            Headings = ["shrinkage", "partial"],
        },
        new(
            "tree-depth", "Tree depth",
            "The sampler doubles its path until it turns back; the depth is the number of doublings. Reaching the largest depth costs time and is no bias.")
        {
            Words = ["tree depth"],
        },
    ];
}
