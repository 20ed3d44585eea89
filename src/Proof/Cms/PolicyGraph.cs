namespace Proof.Cms;

/// <summary>
/// The policies for which a path is valid, kept as a graph: the tree of RFC 5280 can be made to explode.
/// </summary>
/// <remarks>RFC 9618, with the step names of RFC 5280, 6.1.</remarks>
internal sealed class PolicyGraph
{
    private readonly List<Dictionary<string, Node>> _levels =
        [new() { [Oids.AnyPolicy] = new Node(Oids.AnyPolicy, []) }];

    /// <summary>Whether no policy is valid any more.</summary>
    internal bool IsNull => _levels[^1].Count == 0;

    /// <summary>Step 6.1.3 (d) and (e).</summary>
    /// <param name="policies">Of the certificate; null without the extension.</param>
    /// <param name="anyCounts">Whether anyPolicy in this certificate counts.</param>
    internal void Add(IReadOnlyList<string>? policies, bool anyCounts)
    {
        var above = _levels[^1];
        Dictionary<string, Node> level = [];
        _levels.Add(level);
        if (policies is null)
        {
            return;
        }

        var expecting = Expecting(above.Values);
        foreach (var policy in policies.Where(each => each != Oids.AnyPolicy))
        {
            if (expecting.TryGetValue(policy, out var parents))
            {
                level[policy] = new Node(policy, parents);
            }
            else if (above.TryGetValue(Oids.AnyPolicy, out var any))
            {
                level[policy] = new Node(policy, [any]);
            }
        }

        if (anyCounts && policies.Contains(Oids.AnyPolicy))
        {
            foreach (var (policy, parents) in expecting)
            {
                level.TryAdd(policy, new Node(policy, parents));
            }
        }
    }

    /// <summary>Step 6.1.4 (b).</summary>
    internal void Map(IReadOnlyList<(string Issuer, string Subject)> mappings, bool allowed)
    {
        var level = _levels[^1];
        foreach (var group in mappings.GroupBy(each => each.Issuer, each => each.Subject))
        {
            if (!allowed)
            {
                level.Remove(group.Key);
            }
            else if (level.TryGetValue(group.Key, out var node))
            {
                node.Expected = [.. group];
            }
            else if (level.TryGetValue(Oids.AnyPolicy, out var any))
            {
                level[group.Key] = new Node(group.Key, any.Parents) { Expected = [.. group] };
            }
        }
    }

    /// <summary>Step 6.1.5 (g): whether the path is valid for one of the policies asked for.</summary>
    /// <param name="wanted">null for any.</param>
    internal bool Allows(IReadOnlySet<string>? wanted)
    {
        if (IsNull)
        {
            return false;
        }

        if (wanted is null || wanted.Contains(Oids.AnyPolicy) || _levels[^1].ContainsKey(Oids.AnyPolicy))
        {
            return true;
        }

        return Authorities().Any(wanted.Contains);
    }

    /// <summary>The valid policies in the words of the trust anchor's side.</summary>
    internal IReadOnlyList<string> Policies => IsNull ? [] : [.. Authorities().Distinct()];

    /// <summary>Nodes by the policies they expect in the next certificate.</summary>
    private static Dictionary<string, List<Node>> Expecting(IEnumerable<Node> level)
    {
        var expecting = new Dictionary<string, List<Node>>();
        foreach (var node in level)
        {
            foreach (var policy in node.Expected)
            {
                if (!expecting.TryGetValue(policy, out var nodes))
                {
                    expecting[policy] = nodes = [];
                }

                nodes.Add(node);
            }
        }

        return expecting;
    }

    private IEnumerable<string> Authorities()
    {
        var reached = new HashSet<Node>(_levels[^1].Values);
        for (var i = _levels.Count - 1; i > 0 && reached.Count > 0; i--)
        {
            HashSet<Node> above = [];
            foreach (var node in reached)
            {
                if (node.Policy != Oids.AnyPolicy && node.Parents.TrueForAll(each => each.Policy == Oids.AnyPolicy))
                {
                    yield return node.Policy;
                }
                else
                {
                    above.UnionWith(node.Parents);
                }
            }

            reached = above;
        }
    }

    private sealed class Node(string policy, List<Node> parents)
    {
        internal string Policy { get; } = policy;

        internal List<Node> Parents { get; } = parents;

        internal HashSet<string> Expected { get; set; } = [policy];
    }
}
