namespace Pintail.Postgres;

/// <summary>A relation in a list: what is known of it before it is looked at.</summary>
/// <param name="Schema">As the server has it; never for SQL without quoting.</param>
internal sealed record RelationName(uint Oid, string Schema, string Name, RelationKind Kind)
{
    /// <summary>pg_class.reltuples; −1 when the relation was never analysed.</summary>
    public double EstimatedRows { get; init; }

    /// <summary>USAGE on the schema and SELECT on the relation or some of its columns.</summary>
    public bool CanSelect { get; init; }
}
