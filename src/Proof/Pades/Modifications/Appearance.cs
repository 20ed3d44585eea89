using Proof.Pdf;

namespace Proof.Pades.Modifications;

/// <summary>The appearance streams of a widget.</summary>
/// <remarks>ISO 32000-2, 12.5.5.</remarks>
internal static class Appearance
{
    /// <summary>Claims changed appearance streams with what is new below them.</summary>
    /// <returns>Whether the looks changed.</returns>
    public static bool Account(RevisionStep step, Place widget)
    {
        var looks = step.Go(widget, "AP");
        var changed = Take(step, looks);
        foreach (var (key, _) in looks.Dictionary.Entries.TakeWhile(_ => !step.IsSpent))
        {
            var state = step.Go(looks, key);
            var below = Stream(step, state) || Take(step, state);
            if (state.Value is PdfDictionary states)
            {
                foreach (var (name, _) in states.Entries.TakeWhile(_ => !step.IsSpent))
                {
                    below |= Stream(step, step.Go(state, name));
                }

                Confine(step, state, below);
            }

            changed |= below;
        }

        Confine(step, looks, changed);
        return changed;
    }

    private static bool Take(RevisionStep step, Place place)
    {
        if (!place.IsObject || place.Value is not PdfDictionary || !step.Changed.ContainsKey(place.Holder))
        {
            return false;
        }

        step.ClaimExclusively(place.Holder);
        return true;
    }

    private static bool Stream(RevisionStep step, Place place)
    {
        if (place.Value is not PdfStream || !step.Changed.ContainsKey(place.Holder))
        {
            return false;
        }

        step.ClaimExclusively(place.Holder);
        foreach (var (key, _) in place.Dictionary.Entries)
        {
            step.Account(step.Go(place, key), older: false, "Parent", "P");
        }

        return true;
    }

    private static void Confine(RevisionStep step, Place place, bool changed)
    {
        if (changed && place.IsObject)
        {
            step.Restrict(place.Holder);
        }
    }
}
