namespace Proof.Tests.Cms;

/// <summary>
/// Makes inputs from seeds by its own repeatable dice: half of them blindly, half with sound lengths.
/// </summary>
internal sealed class Mutator(ulong seed, IReadOnlyList<byte[]> seeds)
{
    private static readonly byte[] Telling =
        [0, 1, 0x7f, 0x80, 0x81, 0x84, 0xff, 0x30, 0x31, 0xa0, 0x02, 0x05, 0x06, 0x24];

    /// <summary>An input grows no further than this: copies of copies of copies would fill the machine.</summary>
    private const int MaxBytes = 1 << 20;

    private ulong _state = seed | 1;

    internal byte[] Next()
    {
        var start = seeds[Roll(seeds.Count)];
        var trees = Roll(2) == 0 ? DerTree.Parse(start) : null;
        if (trees is not null)
        {
            var encoded = start;
            for (var times = Roll(4); times >= 0 && encoded.Length < MaxBytes; times--)
            {
                Mutate(trees);
                encoded = DerTree.Encode(trees);
            }

            return encoded;
        }

        List<byte> input = [.. start];
        for (var times = Roll(6); times >= 0; times--)
        {
            Mutate(input);
        }

        return [.. input];
    }

    private void Mutate(List<DerTree> trees)
    {
        var lists = DerTree.Lists(trees).Where(each => each.Count > 0).ToList();
        if (lists.Count == 0)
        {
            return;
        }

        var list = lists[Roll(lists.Count)];
        var at = Roll(list.Count);
        var other = lists[Roll(lists.Count)];
        switch (Roll(8))
        {
            case 0:
                list.RemoveAt(at);
                break;
            case 1:
                var most = Math.Min(40, MaxBytes / (1 + list[at].Encode().Length));
                list.InsertRange(at, Enumerable.Repeat(list[at], 1 + Roll(1 + most)));
                break;
            case 2:
                list.Insert(at, Copy(other[Roll(other.Count)]));
                break;
            case 3:
                list[at] = Copy(other[Roll(other.Count)]);
                break;
            case 4:
                list[at].Tag = [Telling[Roll(Telling.Length)]];
                break;
            case 5:
                list.Reverse();
                break;
            default:
                List<byte> content = [.. list[at].Encode().Skip(2)];
                Mutate(content);
                list[at] = Replaced(list[at], content);
                break;
        }
    }

    private static DerTree Copy(DerTree tree) => tree.Copy();

    private static DerTree Replaced(DerTree tree, List<byte> content)
    {
        var copy = Copy(tree);
        copy.Children = null;
        copy.Content = [.. content];
        return copy;
    }

    private void Mutate(List<byte> input)
    {
        if (input.Count == 0)
        {
            input.Add(0x30);
        }

        var at = Roll(input.Count);
        switch (Roll(8))
        {
            case 0:
                input[at] ^= (byte)(1 << Roll(8));
                break;
            case 1 or 2:
                input[at] = Telling[Roll(Telling.Length)];
                break;
            case 3:
                input[at] = (byte)Roll(256);
                break;
            case 4:
                input.RemoveRange(at, Math.Min(Roll(24), input.Count - at));
                break;
            case 5:
                input.InsertRange(at, Enumerable.Repeat(Telling[Roll(Telling.Length)], Roll(24)));
                break;
            case 6:
                var from = Roll(input.Count);
                input.InsertRange(at, input.GetRange(from, Math.Min(Roll(200), input.Count - from)));
                break;
            default:
                var other = seeds[Roll(seeds.Count)];
                var start = Roll(other.Length);
                input.InsertRange(at, other.Skip(start).Take(Roll(200)));
                break;
        }
    }

    /// <summary>xorshift64*.</summary>
    private int Roll(int below)
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return (int)((_state * 2685821657736338717) >> 33) % below;
    }
}
