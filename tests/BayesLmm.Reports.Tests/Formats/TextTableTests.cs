using System.Text;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Formats;

namespace BayesLmm.Reports.Tests.Formats;

public sealed class TextTableTests
{
    [Fact]
    public void Numbers_are_aligned_at_the_point_and_empty_columns_are_left_out()
    {
        TextTable table = new(("name", Align.Left), ("mean", Align.Decimal), ("note", Align.Left), ("n", Align.Right));
        table.Add("a", "251.4", "", "1");
        table.Add("beta", "0.0841", "", "10");
        table.Add("c", "-", "", "");
        StringBuilder text = new();

        table.AppendTo(text);

        Assert.Equal("  name      mean   n\n  a     251.4      1\n  beta    0.0841  10\n  c       -\n", text.ToString());
    }

    [Fact]
    public void Groups_of_columns_have_a_line_of_their_own_and_titles_may_have_several()
    {
        TextTable table = new(("name", Align.Left), ("mean", Align.Decimal), ("mean\nerror", Align.Decimal),
            ("sd", Align.Decimal)) { Groups = ["", "hmc", "a long name", ""] };
        table.Add("a", "1", "2.5", "3");
        StringBuilder text = new();

        table.AppendTo(text);

        Assert.Equal("        hmc   a long name\n               mean\n  name  mean  error    sd\n  a        1    2.5     3\n", text.ToString());
    }
}
