using System.Text;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;

namespace ResultStore.Holders;

/// <summary>One page of what a holder has, under all of the ids that are linked: each once, the newest first.</summary>
internal sealed class OwnPage
{
    private readonly PageToken _tokens;
    private readonly byte[] _question;
    private readonly int _size;

    private OwnPage(PageToken tokens, byte[] question, int size, ResultId? before) =>
        (_tokens, _question, _size, Before) = (tokens, question, size, before);

    /// <summary>Older than this; null: the newest page.</summary>
    public ResultId? Before { get; }

    /// <summary>Rows to read under each id: one more than the page has, to know whether another follows.</summary>
    public int Most => _size + 1;

    /// <param name="tokens">Makes and reads tokens.</param>
    /// <param name="what">Which list: its tokens are good for no other, nor for another holder.</param>
    /// <param name="holder">Whose.</param>
    /// <param name="token">From the page before; empty: the first page.</param>
    /// <param name="size">Of a page, in rows.</param>
    /// <returns>Null: not a token of this list.</returns>
    public static OwnPage? Of(PageToken tokens, string what, OwnHolder holder, string token, int size)
    {
        var question = Encoding.UTF8.GetBytes($"{what}\u001f{holder.Id.Canonical}");
        return token.Length == 0 ? new OwnPage(tokens, question, size, before: null)
            : tokens.TryRead(token, question, out var last) ? new OwnPage(tokens, question, size, last)
            : null;
    }

    /// <param name="found">Under all ids, in any order.</param>
    /// <param name="idOf">The row's id, which begins with its time.</param>
    /// <returns>The page, and the token for the next one; empty: there is none.</returns>
    public (List<T> Rows, string NextToken) Cut<T>(IEnumerable<T> found, Func<T, ResultId> idOf)
    {
        var rows = found.DistinctBy(idOf).OrderByDescending(row => idOf(row).ToBytes(), ByteOrder.Instance)
            .Take(_size + 1).ToList();
        return rows.Count > _size
            ? (rows[.._size], _tokens.Make(idOf(rows[_size - 1]), _question))
            : (rows, "");
    }
}
