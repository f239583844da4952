using BayesLmm.Diagnostics;
using BayesLmm.Language.Syntax;

namespace BayesLmm.Specification.Priors;

/// <summary>A prior that the model text gives to a parameter, or to a group of them.</summary>
/// <param name="Parameter">The parameter as written; whether the model has it is known with the data.</param>
/// <param name="Prior">The distribution.</param>
/// <param name="Written">The distribution as written.</param>
/// <param name="Span">Where the clause stands in the text.</param>
internal sealed record PriorClause(ParameterReference Parameter, PriorDistribution Prior, DistributionSyntax Written, TextSpan Span);
