using BayesLmm.Models;

namespace BayesLmm.Plots.Tests;

/// <summary>Every figure can be made of every model in <c>models/</c>: those of residuals that REML does not have, and of known ones, too.</summary>
public sealed class EveryModelTests
{
    [Fact]
    public void Every_figure_is_made_of_every_model()
    {
        foreach ((string name, Posterior posterior) in Fits.OfAllModels())
        {
            RemlFit reml = posterior.Model.FitReml();
            int parameters = posterior.Parameters.Count;

            Assert.True(DensityFigure.Create(posterior, reml: reml).Panels.Count == parameters, name);
            Assert.True(TraceFigure.Create(posterior).Panels.Count == parameters, name);
            Assert.True(RankFigure.Create(posterior).Panels.Count == parameters, name);
            foreach (GroupTerm term in posterior.Model.GroupTerms)
            {
                Assert.NotEmpty(CaterpillarFigure.Create(posterior, term.Group, reml).Panels);
            }
        }
    }
}
