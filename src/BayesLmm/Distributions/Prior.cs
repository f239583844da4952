using BayesLmm.Distributions;

namespace BayesLmm;

/// <summary>The prior distributions of the model language, for <see cref="ModelBuilder.Prior"/>; arguments are those of the language.</summary>
public static class Prior
{
    /// <summary>No prior: a density of 1 everywhere.</summary>
    public static Distribution Flat() => new Flat();

    /// <summary>A value that is known.</summary>
    public static Distribution Constant(double value) => new Constant(value);

    /// <summary>Normal with a mean and a standard deviation.</summary>
    public static Distribution Normal(double mean, double sd) => new Normal(mean, sd);

    /// <summary>Student's t.</summary>
    public static Distribution StudentT(double df, double location, double scale) => new StudentT(df, location, scale);

    /// <summary>Cauchy.</summary>
    public static Distribution Cauchy(double location, double scale) => new Cauchy(location, scale);

    /// <summary>Logistic.</summary>
    public static Distribution Logistic(double location, double scale) => new Logistic(location, scale);

    /// <summary>Laplace, which is also called double exponential.</summary>
    public static Distribution Laplace(double location, double scale) => new Laplace(location, scale);

    /// <summary>Log-normal with the mean and the standard deviation of the logarithm.</summary>
    public static Distribution LogNormal(double meanLog, double sdLog) => new LogNormal(meanLog, sdLog);

    /// <summary>Exponential with a rate.</summary>
    public static Distribution Exponential(double rate) => new Exponential(rate);

    /// <summary>Gamma with a shape and a rate.</summary>
    public static Distribution Gamma(double shape, double rate) => new Gamma(shape, rate);

    /// <summary>Inverse gamma with a shape and a scale.</summary>
    public static Distribution InverseGamma(double shape, double scale) => new InverseGamma(shape, scale);

    /// <summary>Uniform between two bounds.</summary>
    public static Distribution Uniform(double lower, double upper) => new Uniform(lower, upper);

    /// <summary>Lewandowski, Kurowicka and Joe's distribution of correlation matrices; 1 is uniform.</summary>
    public static PriorDistribution Lkj(double eta) => new Lkj(eta);
}
