using BayesLmm.Families;

namespace BayesLmm;

/// <summary>What a parameter is.</summary>
public enum ParameterKind
{
    /// <summary>A fixed effect.</summary>
    Coefficient,

    /// <summary>The standard deviation of a group effect over the levels of its grouping factor.</summary>
    GroupSd,

    /// <summary>The correlation of two effects of the same level.</summary>
    GroupCorrelation,

    /// <summary>The residual standard deviation, or the scale of student_t residuals.</summary>
    ResidualSd,

    /// <summary>The residuals' degrees of freedom.</summary>
    ResidualDf,

    /// <summary>The shape of a distribution of counts.</summary>
    Shape,
}

/// <summary>A parameter of a model, with its name, which is the same everywhere: in a prior, in a table, in JSON, on a plot's axis.</summary>
/// <param name="Name">The name: <c>Days</c>, <c>sd(Subject, Days)</c>, <c>cor(Subject, intercept, Days)</c>, <c>sigma</c>.</param>
/// <param name="Kind">What it is.</param>
public sealed record Parameter(string Name, ParameterKind Kind)
{
    /// <summary>The residual standard deviation, or the scale of student_t residuals.</summary>
    public static Parameter Sigma => new("sigma", ParameterKind.ResidualSd);

    /// <summary>The degrees of freedom of student_t residuals, more than 1.</summary>
    public static Parameter Nu => new("nu", ParameterKind.ResidualDf);

    /// <summary>The shape of a negative binomial response, whose variance is mean + mean² / shape.</summary>
    public static Parameter Shape => new("shape", ParameterKind.Shape);

    /// <summary>The intercept.</summary>
    public static Parameter Intercept => Coefficient("intercept");

    /// <summary>A fixed effect.</summary>
    public static Parameter Coefficient(string name) => new(name, ParameterKind.Coefficient);

    /// <summary>The standard deviation of an effect over the levels of a group.</summary>
    public static Parameter Sd(string group, string effect) => new($"sd({group}, {effect})", ParameterKind.GroupSd);

    /// <summary>The correlation of two effects of a group.</summary>
    public static Parameter Cor(string group, string first, string second) => new($"cor({group}, {first}, {second})", ParameterKind.GroupCorrelation);

    /// <summary>The standard deviations of all effects of a group, as a prior names them.</summary>
    public static Parameter SdsOf(string group) => new($"sd({group})", ParameterKind.GroupSd);

    /// <summary>The correlation matrix of the effects of a group, as a prior names it.</summary>
    public static Parameter CorrelationsOf(string group) => new($"cor({group})", ParameterKind.GroupCorrelation);

    /// <summary>The name of one group's effect, as in <c>Subject[308, Days]</c>; a level that is no plain word stands in quotes.</summary>
    public static string GroupEffect(string group, string level, string effect) => $"{group}[{LevelName.Of(level)}, {effect}]";

    /// <inheritdoc/>
    public override string ToString() => Name;
}
