namespace BayesLmm.Design.Products;

/// <summary>Where a model's cross-products come from. They are computed once, when an engine first needs them.</summary>
internal interface ICrossProductSource
{
    /// <summary>Makes the cross-products.</summary>
    CrossProducts Create();
}

/// <summary>Cross-products of design matrices in memory.</summary>
/// <param name="design">The design.</param>
/// <param name="start">For families other than location families a value of the predictor under which a response is likely, which stands in for the response;
/// otherwise null.</param>
internal sealed class MemoryCrossProducts(ModelDesign design, Func<double, double, double>? start = null) : ICrossProductSource
{
    /// <inheritdoc/>
    public CrossProducts Create() =>
        CrossProductsBuilder.Build(start is null ? design : design with { Response = [.. design.Response.Select((y, row) => start(y, design.WeightOf(row)))] });
}
