using BayesLmm.Distributions;

namespace BayesLmm;

/// <summary>The prior distributions of the model language, for <see cref="ModelBuilder.Prior"/>; arguments are those of the language.</summary>
public static class Prior
{
    /// <summary>No prior: a density of 1 everywhere.</summary>
    public static PriorDistribution Flat() => new Flat();

    /// <summary>A value that is known.</summary>
    public static PriorDistribution Constant(double value) => new Constant(value);

    /// <summary>Normal with a mean and a standard deviation.</summary>
    public static PriorDistribution Normal(double mean, double sd) => new Normal(mean, sd);

    /// <summary>Student's t.</summary>
    public static PriorDistribution StudentT(double df, double location, double scale) => new StudentT(df, location, scale);

    /// <summary>Cauchy.</summary>
    public static PriorDistribution Cauchy(double location, double scale) => new Cauchy(location, scale);

    /// <summary>Logistic.</summary>
    public static PriorDistribution Logistic(double location, double scale) => new Logistic(location, scale);

    /// <summary>Laplace, which is also called double exponential.</summary>
    public static PriorDistribution Laplace(double location, double scale) => new Laplace(location, scale);

    /// <summary>Log-normal with the mean and the standard deviation of the logarithm.</summary>
    public static PriorDistribution LogNormal(double meanLog, double sdLog) => new LogNormal(meanLog, sdLog);

    /// <summary>Exponential with a rate.</summary>
    public static PriorDistribution Exponential(double rate) => new Exponential(rate);

    /// <summary>Gamma with a shape and a rate.</summary>
    public static PriorDistribution Gamma(double shape, double rate) => new Gamma(shape, rate);

    /// <summary>Inverse gamma with a shape and a scale.</summary>
    public static PriorDistribution InverseGamma(double shape, double scale) => new InverseGamma(shape, scale);

    /// <summary>Uniform between two bounds.</summary>
    public static PriorDistribution Uniform(double lower, double upper) => new Uniform(lower, upper);

    /// <summary>Lewandowski, Kurowicka and Joe's distribution of correlation matrices; 1 is uniform.</summary>
    public static PriorDistribution Lkj(double eta) => new Lkj(eta);
}
