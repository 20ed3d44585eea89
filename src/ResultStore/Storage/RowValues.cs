using System.Data;

namespace ResultStore.Storage;

/// <summary>The parameters of one row among many, see <see cref="Session.ExecuteManyAsync"/>.</summary>
internal sealed class RowValues
{
    private readonly List<(string Name, DbType Type, object? Value)> _values = [];

    public IReadOnlyList<(string Name, DbType Type, object? Value)> All => _values;

    public RowValues Set(string name, short value) => Add(name, DbType.Int16, value);

    public RowValues Set(string name, long value) => Add(name, DbType.Int64, value);

    public RowValues Set(string name, string value) => Add(name, DbType.String, value);

    public RowValues Set(string name, byte[] value) => Add(name, DbType.Binary, value);

    public RowValues Set(string name, ResultId value) => Add(name, DbType.Binary, value.ToBytes());

    private RowValues Add(string name, DbType type, object? value)
    {
        _values.Add((name, type, value));
        return this;
    }
}
