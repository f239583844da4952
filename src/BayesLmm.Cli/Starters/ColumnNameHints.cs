namespace BayesLmm.Cli.Starters;

/// <summary>What a column's name suggests. Whole numbers alone do not distinguish a day from a subject's number; names often do.</summary>
internal static class ColumnNameHints
{
    private static readonly HashSet<string> Groups = new(StringComparer.OrdinalIgnoreCase)
    {
        "id", "subject", "subj", "person", "participant", "patient", "child", "student", "pupil", "animal", "worker", "rater", "judge", "item", "school",
        "class",
        "classroom", "teacher", "group", "cluster", "batch", "lot", "cask", "plate", "sample", "site", "center", "centre", "hospital", "clinic", "block",
        "plot",
        "field", "farm", "herd", "litter", "family", "household", "county", "state", "district", "region", "country", "city", "village", "dept", "department",
        "team", "firm", "company", "replicate", "rep", "unit", "machine", "study",
        "ward", "bed", "practice", "doctor", "nurse", "therapist", "cage", "tank", "pen",
        "tree", "leaf", "nest", "colony", "lab", "laboratory", "operator",
    };

    private static readonly HashSet<string> Measures = new(StringComparer.OrdinalIgnoreCase)
    {
        "day", "days", "time", "week", "weeks", "month", "months", "year", "years", "age", "hour", "hours", "minute", "second", "visit", "wave", "session",
        "dose", "temp", "temperature", "size", "count", "number", "length", "height", "weight", "width", "depth", "price", "income", "date", "angle", "percent",
        "rate", "level", "n",
    };

    private static readonly HashSet<string> Responses = new(StringComparer.OrdinalIgnoreCase)
    {
        "count", "counts", "cases", "events", "successes", "incidence",
        "y", "response", "resp", "outcome", "score", "rt", "result", "target", "satisfaction", "rating", "yield", "performance",
    };

    private static readonly HashSet<string> Trials = new(StringComparer.OrdinalIgnoreCase)
    {
        "size", "trials", "n", "total", "totals", "tested", "number", "attempts", "sampled", "examined", "exposed", "denominator",
    };

    private static readonly HashSet<string> RowNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "column0", "column00", "X", "Unnamed: 0", "rownames", "row_names", "row", "rowid", "row_id", "index",
    };

    /// <summary>Whether the name is one of groups: <c>Subject</c>, <c>school_id</c>.</summary>
    public static bool SuggestsGroup(string name) => Words(name).Any(Groups.Contains);

    /// <summary>Whether the name is one of something measured or counted: <c>Days</c>, <c>studage</c>.</summary>
    public static bool SuggestsMeasure(string name) =>
        !SuggestsGroup(name) && (Words(name).Any(Measures.Contains) || name.EndsWith("age", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the name is one of a response.</summary>
    public static bool SuggestsResponse(string name) => Responses.Contains(name);

    /// <summary>Whether the name is one of a number of trials: <c>size</c>, <c>n_tested</c>.</summary>
    public static bool SuggestsTrials(string name) => Words(name).Any(Trials.Contains);

    /// <summary>
    /// Whether the name is one that programs give to a column of row names: R's <c>write.csv</c> gives none, pandas reads that as <c>Unnamed: 0</c>.
    /// </summary>
    public static bool SuggestsRowNames(string name) => name.Length == 0 || RowNames.Contains(name);

    /// <summary>The words of a name such as <c>school_id</c> or <c>schoolId</c>.</summary>
    private static IEnumerable<string> Words(string name)
    {
        int start = 0;
        for (int i = 1; i <= name.Length; i++)
        {
            bool ends = i == name.Length || !char.IsLetter(name[i]) || (char.IsUpper(name[i]) && char.IsLower(name[i - 1]));
            if (ends)
            {
                string word = name[start..i].Trim('_', '.', ' ', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
                if (word.Length > 0)
                {
                    yield return word;
                }

                start = i;
            }
        }
    }
}
