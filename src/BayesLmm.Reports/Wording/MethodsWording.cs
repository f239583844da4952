using BayesLmm.Language.Checks;
using BayesLmm.Models;
using BayesLmm.Reports.Document;
using BayesLmm.Sampling;

namespace BayesLmm.Reports.Wording;

/// <summary>What a methods section says of a fit, ready to paste.</summary>
internal static class MethodsWording
{
    /// <summary>The paragraph.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="checks">Its checks.</param>
    /// <param name="hasRows">Whether rows were left out.</param>
    /// <param name="hasSensitivity">Whether priors were scaled.</param>
    /// <param name="software">The version of this software.</param>
    public static string Paragraph(Posterior posterior, PosteriorChecks checks, bool hasRows, bool hasSensitivity, string software)
    {
        BoundModel model = posterior.Model;
        string groups = model.GroupTerms.Count == 0
            ? ""
            : " " + string.Join(' ', model.GroupTerms.GroupBy(term => term.Group).Select(Groups));
        int dropped = model.Rows.Dropped;
        string rows = dropped == 0 ? "" : $" ({dropped} of {model.Rows.Read} were dropped because of missing values)";
        string rowwise = hasRows ? " and with each row's distribution given the others (Vehtari, Gelman & Gabry, 2017)" : "";
        string scaling = hasSensitivity
            ? " Sensitivity to priors and likelihood was assessed by power-scaling (Kallioinen et al., 2024)."
            : "";
        return $"We fitted a Bayesian {FamilyWording.Kind(model)} to {model.Rows.Used} rows{rows}, {model.Specification.FormulaText}, "
            + $"with BayesLmm {software}.{groups} {Priors(model)} {Sampling(posterior)} We report posterior means with equal-tailed 95 % credible intervals. "
            + $"The model was compared with {checks.Draws} replicated data sets (Gelman, Meng & Stern, 1996){rowwise}.{scaling}"
            + (model.HasReml ? " Estimates by restricted maximum likelihood are given beside the posterior." : "");
    }

    /// <summary>The works that the paragraph names.</summary>
    public static IEnumerable<string> References(Posterior posterior, bool hasRows, bool hasSensitivity)
    {
        yield return "Gelman, A., Meng, X.-L., & Stern, H. (1996). Posterior predictive assessment of model fitness via realized discrepancies. Statistica "
            + "Sinica, 6, 733–760.";
        if (posterior.Draws.Origin is Trajectories)
        {
            yield return "Hoffman, M. D., & Gelman, A. (2014). The No-U-Turn Sampler: Adaptively setting path lengths in Hamiltonian Monte Carlo. Journal of "
                + "Machine Learning Research, 15, 1593–1623.";
        }

        if (hasSensitivity)
        {
            yield return "Kallioinen, N., Paananen, T., Bürkner, P.-C., & Vehtari, A. (2024). Detecting and diagnosing prior and likelihood sensitivity with "
                + "power-scaling. Statistics and Computing, 34, 57.";
        }

        if (hasRows)
        {
            yield return "Vehtari, A., Gelman, A., & Gabry, J. (2017). Practical Bayesian model evaluation using leave-one-out cross-validation and WAIC. "
                + "Statistics and Computing, 27, 1413–1432.";
        }

        if (posterior.Draws.Origin.Dependence == Dependence.Chains)
        {
            yield return "Vehtari, A., Gelman, A., Simpson, D., Carpenter, B., & Bürkner, P.-C. (2021). Rank-normalization, folding, and localization: An "
                + "improved R-hat for assessing convergence of MCMC. Bayesian Analysis, 16, 667–718.";
        }

        if (posterior.Draws.Origin is Weighted)
        {
            yield return "Vehtari, A., Simpson, D., Gelman, A., Yao, Y., & Gabry, J. (2024). Pareto smoothed importance sampling. Journal of Machine Learning "
                + "Research, 25, 1–58.";
        }
    }

    private static string Groups(IGrouping<string, GroupTerm> group)
    {
        GroupTerm first = group.First();
        string[] effects = [.. group.SelectMany(term => term.Effects)];
        string correlated = group.Any(term => term.CorrelationPrior is not null) ? ", with correlations" : "";
        return $"{SyntaxDiagnostics.List(effects.Select(effect => effect == Parameter.Intercept.Name ? "The intercept" : effect), "and")} varied between the "
            + $"{first.Levels.Count} levels of {group.Key}{correlated}.";
    }

    private static string Priors(BoundModel model)
    {
        PriorListing[] given = [.. model.Priors.Where(prior => !prior.IsDefault)], defaults = [.. model.Priors.Where(prior => prior.IsDefault)];
        string list(IEnumerable<PriorListing> priors) => string.Join(", ", priors.Select(prior =>
            $"{prior.Parameter} ~ {prior.Distribution}{(prior.Note.Length > 0 ? $" ({prior.Note})" : "")}"));
        return (given.Length, defaults.Length) switch
        {
            (0, _) => $"Priors were the software's defaults: {list(defaults)}.",
            (_, 0) => $"Priors were {list(given)}.",
            _ => $"Priors were {list(given)}; the others were the software's defaults: {list(defaults)}.",
        };
    }

    private static string Sampling(Posterior posterior)
    {
        Origin origin = posterior.Draws.Origin;
        ConvergenceReport convergence = posterior.Convergence;
        string size = SignificantFormat.Count(Math.Min(convergence.SmallestBulkEss, convergence.SmallestTailEss));
        int count = posterior.Chains * posterior.DrawsPerChain;
        string chains = $"{posterior.Chains} {(posterior.Chains == 1 ? "chain" : "chains")} of {posterior.DrawsPerChain} draws";
        string marginal = posterior.Engine == HmcEngine.Id && posterior.Model.Family.NormalForm == NormalForm.Exact
            ? ", coefficients and group effects integrated out"
            : "";
        string integrated = posterior.Model.Family.NormalForm == NormalForm.None
            ? ", group effects exact given the other parameters"
            : " of the variance parameters, coefficients and group effects exact given them";
        string agreement = $"The largest R-hat was {SignificantFormat.Fixed(convergence.LargestRHat, 3)} and the smallest effective sample size {size} "
            + "(Vehtari et al., 2021)";
        return origin switch
        {
            Trajectories => $"We drew {chains} after {origin.Warmup(0)} warm-up draws by the No-U-Turn sampler (Hoffman & Gelman, 2014{marginal}; seed "
                + $"{posterior.Options.Seed}). {agreement}, with {convergence.Divergences} divergent transitions.",
            Weighted weighted => $"We drew {count} draws by importance sampling{integrated} (seed {posterior.Options.Seed}); "
                + $"Pareto k of the {weighted.PointWeights.Length} weights was "
                + $"{SignificantFormat.Fixed(convergence.ParetoShape, 2)} (Vehtari et al., 2024), the smallest effective sample size {size}.",
            { Dependence: Dependence.Chains } => $"We drew {chains} after {origin.Warmup(0)} warm-up draws by "
                + $"{(posterior.Engine == GibbsEngine.Id ? "Gibbs sampling" : $"the engine {posterior.Engine}")} (seed {posterior.Options.Seed}). {agreement}.",
            _ => $"We drew {count} independent draws of an approximation of the posterior by the engine {posterior.Engine} "
                + $"(seed {posterior.Options.Seed}).",
        };
    }
}
