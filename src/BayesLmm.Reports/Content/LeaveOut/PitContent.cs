using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Content.LeaveOut;

/// <summary>Whether rows lie in their distribution given the others: LOO-PIT.</summary>
internal static class PitContent
{
    /// <summary>The part of a distribution beyond the ends of a central 95 % interval.</summary>
    private const double Tail = 0.025;

    /// <summary>A section and a member.</summary>
    public static Part Of(LeaveOneOut loo)
    {
        (double distance, double pValue) = loo.PitUniformity();
        int below = loo.Rows.Count(row => row.Pit < Tail), above = loo.Rows.Count(row => row.Pit > 1 - Tail);
        ReportTable table = TableOf.Items("loo_pit", [loo])
            .Numbers("rows", "rows", "rows", _ => Cell.Count(loo.Rows.Count), Align.Right)
            .Numbers("below 2.5%", "below", "below", _ => Cell.Count(below), Align.Right)
            .Numbers("above 97.5%", "above", "above", _ => Cell.Count(above), Align.Right)
            .Numbers("expected", "expected", "expected", _ => Cell.Fixed(Tail * loo.Rows.Count, 1), Align.Right)
            .Numbers("distance", Field.Statistic, "distance", _ => Cell.Fixed(distance, 3))
            .Numbers("p", Field.PValue, "p", _ => Cell.Probability(pValue))
            .Build();
        return new Part(
            [new Section("Rows in their distribution given the others (LOO-PIT)", table, new Prose(LeaveOutWording.Pit))],
            Member.Group(
                "loo_pit", new("rows", loo.Rows.Count), new("below", below), new("above", above), new("expected", Tail * loo.Rows.Count),
                new("distance", distance), new("p", pValue)));
    }
}
