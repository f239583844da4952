using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Content.Fits;

/// <summary>The answers of several engines: the table, what each answer is, and what no engine answered.</summary>
internal static class EnginesContent
{
    private const int Decimals = 2;

    /// <summary>For people and for programs.</summary>
    public static Part Of(FurtherEngines further, AdviceWords advice) => new(
        [
            new Section("Engines", [
                .. further.Table.Others.Count > 0 ? Answers(further, advice) : [],
                .. further.Refused.Select(refusal => new Prose($"{refusal.Name}: no answer. {refusal.Reason}")),
            ]),
        ],
        Member.Group(
            "engines",
            new("reference", further.Table.Reference.Name),
            new("note", AgreementWording.Note(further.Table)),
            new("answers", Datum.ListOf(further.Answers, answer => [
                new("name", answer.Name),
                new("engine", answer.Posterior.Engine),
                new("stage", EngineWording.Stage(answer)),
                new("substitutions", Datum.ListOf(answer.Substitutions)),
                new("trustworthy", answer.Posterior.Convergence.Trustworthy),
                new("problems", Datum.ListOf(ConvergenceWording.Problems(answer.Posterior.Convergence, advice))),
            ])),
            new("parameters", Datum.ListOf(further.Table.Rows, row => [
                new("name", row.Name),
                new("reml", row.Estimate),
                new("mean", row.Reference.Mean),
                new("sd", row.Reference.Sd),
                new("errors", Datum.ListOf(row.Errors.Zip(further.Table.Others), pair => [
                    new("name", pair.Second.Name),
                    new("meanError", pair.First.Mean),
                    new("sdError", pair.First.Sd),
                    new("mcse_meanError", pair.First.MeanNoise),
                    new("mcse_sdError", pair.First.SdNoise),
                ])),
            ])),
            new("refused", Datum.ListOf(further.Refused, refusal => [new("name", refusal.Name), new("reason", refusal.Reason)]))));

    private static IEnumerable<Block> Answers(FurtherEngines further, AdviceWords advice) =>
    [
        Table(further.Table),
        Errors(further.Table),
        new Prose(AgreementWording.Note(further.Table)),
        .. further.Answers.SelectMany((answer, i) => Answer(answer, advice, isFirst: i == 0)),
    ];

    private static IEnumerable<Block> Answer(EngineAnswer answer, AdviceWords advice, bool isFirst) =>
    [
        new Prose($"{answer.Name}: {EngineWording.Stage(answer)}{(answer.Substitutions.Count > 0 ? "; with replaced priors:" : ".")}") { IsApart = isFirst },
        .. answer.Substitutions.Select(substitution => new Prose(substitution) { IsDetail = true }),
        .. ConvergenceWording.Problems(answer.Posterior.Convergence, advice).Select(problem => new Prose("NOT TO BE TRUSTED: " + problem) { IsDetail = true }),
    ];

    /// <summary>Side by side; the first answer stays beside the reference where the table is too wide.</summary>
    private static ReportTable Table(EngineTable table)
    {
        string reference = table.Reference.Name;
        TableOf<EngineTableRow> columns = new TableOf<EngineTableRow>("engines", table.Rows) { IsForPeopleOnly = true }
            .Words("parameter", null, null, row => row.Name);
        if (table.Rows.Any(row => double.IsFinite(row.Estimate)))
        {
            columns.Add(new ReportColumn("REML", null, null, Align.Decimal) { Part = 1 }, row => Cell.MarkedEstimate(row.Estimate, row.Reference.Sd));
        }

        columns
            .Add(Column("mean", reference, 1), row => Cell.WithError(row.Reference.Mean, row.Reference.MeanError))
            .Add(Column("sd", reference, 1), row => Cell.WithError(row.Reference.Sd, row.Reference.SdError));
        for (int i = 0; i < table.Others.Count; i++)
        {
            int other = i;
            columns
                .Add(Column("mean\nerror", table.Others[i].Name, i + 1), row => Cell.MarkedFixed(row.Errors[other].Mean, Decimals))
                .Add(Column("sd\nerror", table.Others[i].Name, i + 1), row => Cell.MarkedFixed(row.Errors[other].Sd, Decimals));
        }

        return columns.Build();
    }

    private static ReportColumn Column(string title, string engine, int part) => new(title, null, null, Align.Decimal) { Group = engine, Part = part };

    /// <summary>A row for each parameter and answer.</summary>
    private static ReportTable Errors(EngineTable table) =>
        TableOf
            .Items("engine_errors", table.Rows.SelectMany(row =>
                row.Errors.Zip(table.Others, (error, answer) => (row.Name, Engine: answer.Name, Error: error))))
            .Words(null, Field.Term, null, row => row.Name)
            .Words(null, "engine", null, row => row.Engine)
            .Numbers(null, "mean_error", null, row => Cell.Data(row.Error.Mean))
            .Numbers(null, "sd_error", null, row => Cell.Data(row.Error.Sd))
            .Numbers(null, "mcse_mean_error", null, row => Cell.Data(row.Error.MeanNoise))
            .Numbers(null, "mcse_sd_error", null, row => Cell.Data(row.Error.SdNoise))
            .Build();
}
