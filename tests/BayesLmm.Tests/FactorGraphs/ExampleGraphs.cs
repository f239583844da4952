using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.FactorGraphs.Graphs;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.FactorGraphs;

/// <summary>The graphs of all models of the folder <c>models</c> and of <see cref="OddModels"/>, in both conjugate forms.</summary>
internal static class ExampleGraphs
{
    /// <summary>All graphs by model and name of the form.</summary>
    public static TheoryData<string, string> Names
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string name in ModelFiles.Names.Concat(OddModels.Texts.Keys))
            {
                data.Add(name, nameof(ConjugateForm.HuangWand));
                data.Add(name, nameof(ConjugateForm.MatrixF));
            }

            return data;
        }
    }

    /// <summary>The bound model of a name.</summary>
    public static BoundModel Model(string name) => OddModels.Texts.ContainsKey(name) ? OddModels.Bind(name) : ModelFiles.Bind(name);

    /// <summary>A graph of a form that is given by its name.</summary>
    public static FactorGraph Graph(string name, string form) => Graph(name, Enum.Parse<ConjugateForm>(form));

    /// <summary>A graph.</summary>
    public static FactorGraph Graph(string name, ConjugateForm form = ConjugateForm.HuangWand) => GraphCompiler.Compile(Model(name), form);

    /// <summary>A conjugate model.</summary>
    public static ConjugateModel Conjugate(string name, ConjugateForm form = ConjugateForm.HuangWand) => ConjugateCompiler.Compile(Model(name), form);
}
