using System.Collections;
using Proof.Pdf;

namespace Proof.Pades.Modifications;

/// <summary>
/// Who refers to the objects that a revision's rules account for. A shadow attack gives one object two roles: what a
/// signer may add or fill in is, elsewhere in the signed document, a font, a page or a layer.
/// </summary>
/// <param name="index">As of the step's newer revision.</param>
internal sealed class Uses(RevisionStep step, ReferenceIndex index)
{
    // From so many questions about one holder on, its paths are kept: a page may hold thousands of annotations.
    private const int KeptFrom = 3;
    private const int StepsPerPath = 4;

    // Where else an annotation may stand: its pop-up and replies, the structure tree, actions that hide or play it.
    private static readonly HashSet<string> AnnotationKeys = ["Annots", "Popup", "IRT", "Parent", "Obj", "T", "AN"];
    private static readonly HashSet<string> NewObjectKeys = ["Popup", "IRT"];

    private readonly Dictionary<int, int> _asked = [];
    private readonly Dictionary<int, ILookup<int, string>> _paths = [];
    private readonly Dictionary<int, bool> _lent = [];
    private BitArray? _reachable;

    public bool IsReachable(int number) => (_reachable ??= index.Reachable(step.Newer.Document.Budget)) is var reachable
        && number < reachable.Length && reachable[number];

    /// <summary>A reference to an object that nothing but the rules may refer to.</summary>
    public string? OfExclusive(int number) => Find(number, static (_, _) => false);

    /// <summary>A reference that was in the document before an object that stands there now.</summary>
    public string? OfNew(int number) =>
        Find(number, (holder, path) => step.IsNew(holder) || IsPlain(holder, path, NewObjectKeys));

    /// <summary>A use of an annotation, of which anything may change, as something else.</summary>
    public string? OfAnnotation(int number) => Find(number, (holder, path) => step.IsNew(holder)
        || (References.LastKey(path).Length > 0
            ? IsPlain(holder, path, AnnotationKeys)
            : Find(holder, (page, list) => IsPlain(page, list, AnnotationKeys)) is null));

    /// <summary>A use of an object, of which only some keys may change, for a page's looks.</summary>
    public string? OfOther(int number)
    {
        foreach (var holder in step.LendersOf(number))
        {
            if (Stray(holder, number, static (_, path) => !References.LendsLooks(path)) is { } path
                && IsReachable(holder))
            {
                return path;
            }
        }

        return null;
    }

    private string? Find(int number, Func<int, string, bool> isAllowed)
    {
        foreach (var holder in step.HoldersOf(number))
        {
            if (Stray(holder, number, isAllowed) is { } path && IsReachable(holder))
            {
                return path;
            }
        }

        return null;
    }

    private string? Stray(int holder, int target, Func<int, string, bool> isAllowed) => Paths(holder, target)
        .FirstOrDefault(path => !step.IsFollowed(holder, path, target) && !isAllowed(holder, path));

    private IEnumerable<string> Paths(int holder, int target)
    {
        if (_paths.TryGetValue(holder, out var kept))
        {
            return kept[target];
        }

        var value = ReferenceIndex.ObjectOf(step.Newer, holder);
        if ((_asked[holder] = _asked.GetValueOrDefault(holder) + 1) < KeptFrom)
        {
            return step.TakeSteps(StepsPerPath + Measures.Weigh(value))
                ? References.PathsTo(value, target).TakeWhile(path => step.TakeSteps(path.Length)) : [];
        }

        if (!step.TakeSteps(StepsPerPath + Measures.WeighPaths(value)))
        {
            return [];
        }

        _paths[holder] = kept = References.Paths(value).ToLookup(each => each.Target, each => each.Path);
        return kept[target];
    }

    // The key means what it says: neither a name within resources, nor in a dictionary that is itself lent as such.
    private bool IsPlain(int holder, string path, HashSet<string> keys)
    {
        var key = References.LastKey(path);
        return keys.Contains(key) && !References.LendsLooks(path) && !IsLent(holder)
            && (key != "Parent" || IsPopup(holder));
    }

    private bool IsLent(int number)
    {
        if (!_lent.TryGetValue(number, out var lent))
        {
            _lent[number] = lent = step.HoldersOf(number).Any(holder =>
                Paths(holder, number).Any(References.EndsInLooks) && IsReachable(holder));
        }

        return lent;
    }

    // A page's parent would give it resources.
    private bool IsPopup(int number) =>
        ReferenceIndex.ObjectOf(step.Newer, number) is PdfDictionary holder
        && step.Newer.Get<PdfName>(holder, "Subtype") is { Value: "Popup" }
        && step.Newer.Resolve(holder["Contents"]) is PdfNull or PdfString;
}
