namespace BayesLmm.Cli.Tests.Structure;

/// <summary>Strongly connected components of a directed graph (Tarjan 1972).</summary>
internal static class Knots
{
    /// <summary>The components of more than one node, their nodes sorted.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Find(IEnumerable<string> nodes, Func<string, IEnumerable<string>> next)
    {
        Dictionary<string, int> index = [], low = [];
        Stack<string> open = new();
        HashSet<string> isOpen = [];
        List<IReadOnlyList<string>> knots = [];
        foreach (string node in nodes.Order(StringComparer.Ordinal).Where(node => !index.ContainsKey(node)))
        {
            Visit(node);
        }

        return knots;

        void Visit(string node)
        {
            index[node] = low[node] = index.Count;
            open.Push(node);
            isOpen.Add(node);
            foreach (string target in next(node))
            {
                if (!index.TryGetValue(target, out int reached))
                {
                    Visit(target);
                    low[node] = Math.Min(low[node], low[target]);
                }
                else if (isOpen.Contains(target))
                {
                    low[node] = Math.Min(low[node], reached);
                }
            }

            if (low[node] < index[node])
            {
                return;
            }

            List<string> component = [];
            do
            {
                component.Add(open.Pop());
                isOpen.Remove(component[^1]);
            }
            while (component[^1] != node);
            if (component.Count > 1)
            {
                knots.Add([.. component.Order(StringComparer.Ordinal)]);
            }
        }
    }
}
