using Pintail.DuckDB;
using Pintail.Postgres;

namespace Pintail.Types;

/// <summary>How one source column is selected, transferred, stored and proved. Immutable, shared by all threads of a run.</summary>
public sealed record ColumnMapping
{
    private readonly TypeMapping _type;

    internal ColumnMapping(Column column, TypeMapping type)
    {
        Column = column;
        _type = type;
        var name = SqlText.Identifier(column.Name);
        SelectSql = type.ReadSql?.Invoke(name) ?? name;
        PostgresTextSql = type.PostgresText(name);
        UnrepresentableSql = type.Unrepresentable?.Invoke(name);
    }

    public Column Column { get; }

    internal TypeMapping Type => _type;

    /// <summary>The column in Postgres' SELECT list: <c>"a"</c>, or an expression over it.</summary>
    public string SelectSql { get; }

    /// <summary>The column's type in DuckDB's SQL: <c>DECIMAL(10,2)</c>, <c>ENUM('a', 'b')</c>, <c>INTEGER[][]</c>.</summary>
    public string DuckDBTypeSql => _type.DuckDBTypeSql;
    public Fidelity Fidelity => _type.Fidelity;

    /// <summary>Why the fidelity is not exact, or what an exact one leaves out; null when there is nothing to say.</summary>
    public string? Reason => _type.Reason;

    /// <summary>The value as text, made by Postgres alone.</summary>
    public string PostgresTextSql { get; }

    /// <summary>Postgres' SQL: true for rows whose value the DuckDB type cannot hold; null when it holds all.</summary>
    public string? UnrepresentableSql { get; }

    /// <summary>The column's default in DuckDB's SQL; null when there is none that means the same.</summary>
    public string? DefaultSql => ColumnDefault.ToDuckDB(Column.DefaultSql, DuckDBTypeSql);

    /// <summary>The column is NOT NULL, and no value becomes NULL on the way.</summary>
    public bool IsNeverNull => Column.NotNull && !_type.MakesNulls;

    /// <summary>Why no key can be made over it, as a verb and what follows; null: different values stay different, and DuckDB can index them.</summary>
    public string? KeyObstacle
    {
        get
        {
            if (Fidelity == Fidelity.Lossy)
                return "arrives changed, so that two of its values may become one";
            var kind =
                DuckDBTypeSql.EndsWith(']') ? "a list"
                : DuckDBTypeSql.StartsWith("STRUCT", StringComparison.Ordinal) ? "a STRUCT"
                : DuckDBTypeSql.StartsWith("MAP", StringComparison.Ordinal) ? "a MAP"
                : DuckDBTypeSql is "INTERVAL" or "GEOMETRY" ? DuckDBTypeSql
                : null;
            return kind is null ? null : $"arrives as {kind}, over which DuckDB makes no key";
        }
    }

    /// <summary>The data decide the type: it has to be kept, so that the next run does not narrow it.</summary>
    public bool IsDecidedByData => _type.Question is not null;

    /// <summary>A plan that has not asked the data: <see cref="DuckDBTypeSql"/> leaves open what they decide.</summary>
    public bool IsUndecided => _type.IsUndecided;

    /// <summary>Aggregates over the column, in Postgres' SQL, whose values <see cref="Answer"/> takes; empty when nothing is to ask.</summary>
    public IReadOnlyList<string> Questions(QuestionScope scope) =>
        [.. Asked(scope).SelectMany(question => question.Aggregates(SqlText.Identifier(Column.Name)))];

    /// <param name="values">Of <see cref="Questions"/> of the same scope; null for NULL.</param>
    internal ColumnProbe Answer(QuestionScope scope, IReadOnlyList<object?> values)
    {
        var probe = new ColumnProbe();
        foreach (var question in Asked(scope))
        {
            var count = question.Aggregates("").Length;
            probe = question.Read(probe, [.. values.Take(count)]);
            values = [.. values.Skip(count)];
        }
        return probe;
    }

    private IEnumerable<ColumnQuestion> Asked(QuestionScope scope)
    {
        var all = scope == QuestionScope.All;
        if (_type.Question is { } question && (scope != QuestionScope.Needed || !question.IsMetByCopy))
            yield return question;
        if (all && _type.DropsLowerBounds)
            yield return ColumnQuestion.LowerBounds;
        if (all && _type.Unrepresentable is { } predicate)
            yield return ColumnQuestion.Unrepresentable(predicate);
    }

    /// <summary>The same text as <see cref="PostgresTextSql"/>, made by DuckDB alone.</summary>
    /// <param name="value">DuckDB's SQL for the stored value.</param>
    /// <returns>Null when DuckDB cannot print it as Postgres does.</returns>
    public string? DuckDBTextSql(string value) => _type.DuckDBText?.Invoke(value);

    /// <summary>
    /// For the DuckDB column: the source's own comment, and behind it what its type cannot say, such as the SRID of its
    /// geometries; null for neither. The second may depend on the values, so it is asked for after the load.
    /// </summary>
    public string? Comment =>
        (Column.Comment, _type.Comment?.Invoke()) switch
        {
            ({ } own, { } more) => $"{own} ({more})",
            var (own, more) => own ?? more,
        };

    /// <summary>Makes the same type as <see cref="DuckDBTypeSql"/>; the caller owns it.</summary>
    public LogicalType CreateLogicalType() => _type.CreateLogicalType();

    /// <summary>A decoder may own scratch memory: one per thread.</summary>
    internal ColumnDecoder CreateDecoder() => _type.CreateDecoder(Column.Name);

    /// <inheritdoc cref="CreateDecoder"/>
    internal ColumnEncoder CreateEncoder() => _type.CreateEncoder(Column.Name);

    /// <summary>Decodes <see cref="PostgresTextSql"/> into VARCHAR; one per thread.</summary>
    internal ColumnDecoder CreateTextDecoder() => new TextDecoder<PlainCodec>(Column.Name, validate: true);

    /// <summary>What of a field is compared; null: all of its bytes. One per thread.</summary>
    internal CanonicalForm? CreateCanonical() => _type.CreateCanonical?.Invoke();
}
