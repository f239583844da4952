using System.Text.RegularExpressions;
using BayesLmm.Diagnostics;
using BayesLmm.Language.Syntax;
using BayesLmm.Numerics;

namespace BayesLmm.Tests.Language;

/// <summary>
/// A person mistypes one token of <c>models/sleepstudy.blmm</c>, or of <c>models/sleepstudy_priors.blmm</c>, which has priors besides.
/// </summary>
public partial class MistypedModelTests
{
    private static readonly string Folder = Repository.PathOf("models");
    private static readonly string Plain = File.ReadAllText(Path.Combine(Folder, "sleepstudy.blmm"));
    private static readonly string WithPriors = File.ReadAllText(Path.Combine(Folder, "sleepstudy_priors.blmm"));

    /// <summary>Words that have a nearest name when one letter is wrong; the others name what does not exist until it is mistyped.</summary>
    private static readonly string[] Known =
        ["data", "factor", "prior", "sample", "Subject", "Reaction", "Days", "intercept", "sigma", "normal", "student_t", "lkj", "exponential", "chains",
            "draws", "seed"];

    [Fact]
    public void A_deleted_token_is_reported_on_its_line_or_leaves_a_legal_model()
    {
        int reported = 0, tokens = 0;
        foreach (Match token in TokensOf(Plain))
        {
            reported += CheckLine(Plain, Plain.Remove(token.Index, token.Length), token);
            tokens++;
        }

        Assert.True(reported > tokens / 2, $"{reported} of {tokens} deletions are errors");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_misspelt_word_is_reported_on_its_line_with_the_intended_name(bool withPriors)
    {
        string original = withPriors ? WithPriors : Plain;
        int words = 0;
        foreach (Match token in TokensOf(original).Where(token => char.IsLetter(token.Value[0])))
        {
            foreach (string wrong in Misspellings(token.Value))
            {
                string text = original.Remove(token.Index, token.Length).Insert(token.Index, wrong);
                int reported = CheckLine(original, text, token);
                if (Known.Contains(token.Value))
                {
                    Assert.True(reported == 1, $"'{wrong}' for '{token.Value}' is taken for right");
                    Diagnostic first = Diagnose(text).First(diagnostic => diagnostic.Severity == Severity.Error);
                    Assert.Contains(wrong, first.Message, StringComparison.Ordinal);
                    Assert.True(first.Suggestion?.Contains(token.Value, StringComparison.Ordinal) == true,
                        $"'{wrong}' for '{token.Value}': {first.Message} Suggested: {first.Suggestion}");
                    words++;
                }
            }
        }

        Assert.True(words > 30, $"{words} misspellings");
    }

    [Fact]
    public void A_misspelt_data_file_is_reported_at_its_place_with_the_intended_name()
    {
        Diagnostic diagnostic = Assert.Single(Diagnose(Plain.Replace("sleepstudy.csv", "sleepstdy.csv", StringComparison.Ordinal)));
        Assert.Equal("BL1001", diagnostic.Code);
        Assert.EndsWith("sleepstudy.csv", diagnostic.Suggestion, StringComparison.Ordinal);
    }

    private static IEnumerable<Match> TokensOf(string text) => AnyToken().Matches(text).Where(token => !token.Value.StartsWith('#'));

    /// <summary>1 when the text is wrong, after checking that the first error points at the token's line; 0 when it is a legal model.</summary>
    private static int CheckLine(string original, string text, Match token)
    {
        Diagnostic? error = Diagnose(text).FirstOrDefault(diagnostic => diagnostic.Severity == Severity.Error);
        if (error is null)
        {
            return 0;
        }

        int expected = new SourceText("", original).PositionOf(token.Index).Line;
        Assert.True(error.Span is not null, $"without '{token.Value}' (line {expected}): {error.Message}");
        Assert.True(
            expected == error.Source!.PositionOf(error.Span.Value.Start).Line || expected == error.Source!.PositionOf(error.Span.Value.End).Line,
            $"'{token.Value}' (line {expected}): {DiagnosticPrinter.Print(error)}");
        return 1;
    }

    /// <summary>Two neighbours swapped, a letter doubled, a letter left out, another letter.</summary>
    private static IEnumerable<string> Misspellings(string word)
    {
        int middle = word.Length / 2;
        string[] all = [
            word[..(middle - 1)] + word[middle] + word[middle - 1] + word[(middle + 1)..],
            word[..middle] + word[middle] + word[middle..],
            word.Remove(middle, 1),
            word[..middle] + 'q' + word[(middle + 1)..]];
        return all.Where(wrong => word.Length > 1 && wrong != word && wrong.Length > 2).Distinct();
    }

    private static IReadOnlyList<Diagnostic> Diagnose(string text)
    {
        if (!Model.TryParse(text, "sleepstudy.blmm", out Model? model, out EquatableArray<Diagnostic> diagnostics))
        {
            return diagnostics;
        }

        try
        {
            DataStatement? data = model.Steps.Table;
            string path = Path.Combine(Folder, data?.Path ?? "../examples/data/sleepstudy.csv");
            return model.Bind(TableReader.Read(path, model.Columns, model.Source, data?.PathSpan)).Warnings;
        }
        catch (ModelException exception)
        {
            return exception.Diagnostics;
        }
    }

    [GeneratedRegex("""#.*|"[^"]*"|[A-Za-z_][A-Za-z_0-9]*|[0-9.]+|[~+|(),]""")]
    private static partial Regex AnyToken();
}
