using BayesLmm.Estimation.Tests;
using BayesLmm.Numerics;
using BayesLmm.Specification.Formulas;

namespace BayesLmm;

/// <summary>A combination of coefficients, its uncertainty, and the test that it is zero.</summary>
/// <param name="Name">What it is: a coefficient's name, or the combination in words.</param>
/// <param name="Estimate">Lβ̂.</param>
/// <param name="StandardError">Its standard error; with Kenward and Roger's method the adjusted one.</param>
/// <param name="DegreesOfFreedom">Degrees of freedom of the t distribution; +∞ for the normal distribution.</param>
/// <param name="Statistic">Estimate / standard error.</param>
/// <param name="PValue">Two-sided.</param>
/// <param name="Lower">Lower end of the confidence interval.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Level">The interval's level: 0.95 for 95 %.</param>
public sealed record ContrastTest(
    string Name, double Estimate, double StandardError, double DegreesOfFreedom, double Statistic, double PValue, double Lower, double Upper, double Level)
{
    /// <summary>The same of an estimate to which a known number is added.</summary>
    internal ContrastTest Shift(double by)
    {
        if (by == 0)
        {
            return this;
        }

        double t = (Estimate + by) / StandardError;
        return this with
        {
            Estimate = Estimate + by,
            Lower = Lower + by,
            Upper = Upper + by,
            Statistic = t,
            PValue = TailProbability.TwoSidedT(t, DegreesOfFreedom),
        };
    }
}

/// <summary>The test that several combinations of coefficients are all zero.</summary>
/// <param name="Statistic">F; with Kenward and Roger's method scaled.</param>
/// <param name="NumeratorDegreesOfFreedom">How many of the combinations are linearly independent.</param>
/// <param name="DenominatorDegreesOfFreedom">
/// +∞ when the variances count as known: then numerator · F is chi-squared. Null when Kenward and Roger's equations have no solution for these combinations;
/// there is then no p.
/// </param>
/// <param name="PValue">P(F ≥ statistic).</param>
/// <param name="MeanSquare">F before scaling times σ²: the mean square that a fit without group effects would have to have for this F.</param>
public sealed record JointTest(double Statistic, int NumeratorDegreesOfFreedom, double? DenominatorDegreesOfFreedom, double? PValue, double MeanSquare)
{
    /// <summary>The mean square times the numerator's degrees of freedom.</summary>
    public double SumOfSquares => MeanSquare * NumeratorDegreesOfFreedom;
}

/// <summary>The hypothesis of a term's test.</summary>
public enum SumOfSquaresType
{
    /// <summary>Each term after the terms before it, in the order of the formula: sequential.</summary>
    TypeI,

    /// <summary>
    /// Each term after all terms that do not contain it. A term contains another when it has all of its factors, more factors besides, and the same numeric
    /// variables: as in SAS and lmerTest.
    /// </summary>
    TypeII,

    /// <summary>
    /// Differences of marginal means with equal weights for all levels, whatever the contrasts that factors are coded by; likewise for slopes. Numeric
    /// variables
    /// that are not in the term are at 0.
    /// </summary>
    TypeIII,
}

/// <summary>F tests of a model's terms.</summary>
/// <param name="Type">Which hypotheses are tested.</param>
/// <param name="Method">How the denominator's degrees of freedom were found.</param>
/// <param name="Terms">The tests, in the order of the model's terms.</param>
public sealed record AnovaTable(SumOfSquaresType Type, DegreesOfFreedomMethod Method, EquatableArray<TermTest> Terms)
{
    /// <summary>The test of a term.</summary>
    /// <exception cref="ArgumentException">The model has no such term.</exception>
    public TermTest this[string term] => Terms.FirstOrDefault(test => test.Term == term)
        ?? throw new ArgumentException($"The model has no term '{term}'; it has {string.Join(", ", Terms.Select(test => test.Term))}.", nameof(term));
}

/// <summary>The F test of one term.</summary>
/// <param name="Term">The term: <c>age:Sex</c>.</param>
/// <param name="Test">The test; null when there is none.</param>
/// <param name="Reason">Why there is no test; null when there is one.</param>
public sealed record TermTest(string Term, JointTest? Test, string? Reason);
