namespace BayesLmm.InferNet.Tests.Joint;

public class JointRunTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    [Fact]
    public void A_structure_is_compiled_once_whatever_the_data()
    {
        EngineFixture.SkipWithoutInferNet();
        InferNetEngine fresh = new();

        InferNetResult first = fresh.Run(Examples.Bind("dyestuff", Examples.Dyestuff));
        InferNetResult second = fresh.Run(Examples.Bind("penicillin", Examples.Penicillin));
        InferNetResult again = fresh.Run(first.Model);

        Assert.True(first.CompileTime > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, second.CompileTime);
        Assert.Equal(first.Parameters, again.Parameters);
        Assert.Equal(first.LogEvidence, again.LogEvidence);
    }

    [Fact]
    public void Parameters_and_group_effects_have_the_names_and_the_order_of_the_model()
    {
        BoundModel model = Examples.Bind("sleepstudy", Examples.Slopes);

        InferNetResult result = engine.Run(model);

        Assert.Equal(model.Parameters.Select(parameter => parameter.Name), result.Parameters.Select(quantity => quantity.Name));
        Assert.Equal(36, result.GroupEffects.Count);
        Assert.Equal("Subject[308, Days]", result.GroupEffects[1].Name);
        Assert.InRange(result["cor(Subject, intercept, Days)"].Mean, -1, 1);
        Assert.Throws<ArgumentException>(() => result["Weeks"]);
    }

    [Fact]
    public void As_many_effects_as_rows_leave_no_residual_degrees_of_freedom_and_the_run_still_converges()
    {
        Table table = Table.FromRecords(
            Enumerable.Range(0, 12).Select(i => new Measurement($"unit{i}", Math.Sin(7 * i), i)), "measurements");
        BoundModel model = Model.Parse("y ~ 1 + x + (1 | unit)\nprior sigma ~ student_t(3, 0, 1)\nprior sd(unit) ~ student_t(3, 0, 1)").Bind(table);
        EngineFixture.SkipWithoutInferNet();
        NaiveMessagePassing naive = new(model);
        naive.Run(2000);

        InferNetResult result = engine.Run(model, new InferNetOptions { Tolerance = 1e-8 });

        Assert.True(result.Converged);
        Assert.Equal(naive.LowerBound, result.LogEvidence, 1e-5);
    }

    [Fact]
    public void A_run_that_may_not_iterate_long_enough_says_that_it_has_not_converged()
    {
        InferNetResult result = engine.Run(Examples.Bind("pastes", Examples.Pastes), new InferNetOptions { Iterations = 8 });

        Assert.Equal(8, result.Iterations);
        Assert.False(result.Converged);
        Assert.True(result.LastChange > 1e-6);
    }

    [Fact]
    public void Cancelling_ends_the_run_between_two_iterations()
    {
        BoundModel model = Examples.Bind("pastes", Examples.Pastes);
        engine.Run(model);
        using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(20));

        OperationCanceledException error = Assert.Throws<OperationCanceledException>(
            () => engine.Run(model, new InferNetOptions { Iterations = 1_000_000, Tolerance = double.Epsilon }, cancellationToken: source.Token));

        Assert.Equal(source.Token, error.CancellationToken);
    }

    [Fact]
    public void Compiling_and_running_write_nothing_to_the_console_and_no_file()
    {
        EngineFixture.SkipWithoutInferNet();
        TextWriter output = Console.Out, errors = Console.Error;
        using StringWriter written = new();
        string[] before = Directory.GetFileSystemEntries(Environment.CurrentDirectory);
        try
        {
            Console.SetOut(written);
            Console.SetError(written);
            new InferNetEngine().Run(Examples.Bind("sleepstudy", Examples.Slopes));
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }

        Assert.Equal("", written.ToString());
        Assert.Equal(before, Directory.GetFileSystemEntries(Environment.CurrentDirectory));
    }

    private sealed record Measurement(string unit, double y, double x);
}
