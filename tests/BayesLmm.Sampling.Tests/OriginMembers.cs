using BayesLmm.Numerics;
using BayesLmm.Sampling.NoUTurn;
using BayesLmm.Sampling.NoUTurn.Dynamics;
using BayesLmm.Sampling.Origins;
using BayesLmm.Sampling.Start;

namespace BayesLmm.Sampling.Tests;

/// <summary>What tests ask of draws whose origin they know.</summary>
internal static class OriginMembers
{
    extension(Draws draws)
    {
        public EquatableArray<ChainReport> ChainReports => draws.Trajectories.ChainReports;

        public EquatableArray<Divergence> Divergences => draws.Origin.Divergences;

        public StartReport Start => draws.Origin is Weighted weighted ? weighted.Start : draws.Trajectories.Start;

        public ReadOnlySpan<double> Points => draws.Weighted.Points;

        public ReadOnlySpan<double> Weights => draws.Weighted.PointWeights;

        public ReadOnlySpan<int> Parents => draws.Weighted.Parents;

        public double ParetoShape => draws.Weighted.ParetoShape;

        public double EffectiveSampleSize => draws.Weighted.EffectiveSampleSize;

        public int Evaluations => draws.Weighted.Evaluations;

        public double LogEvidence => draws.Weighted.Evidence.Value;

        public double LogEvidenceError => draws.Weighted.Evidence.Error;

        private Trajectories Trajectories => (Trajectories)draws.Origin;

        private Weighted Weighted => (Weighted)draws.Origin;

        public ReadOnlySpan<TransitionStatistics> Statistics(int chain) => draws.Trajectories.Statistics(chain);

        public double[] StatisticColumn(Func<TransitionStatistics, double> column) => draws.Trajectories.StatisticColumn(column);
    }
}
