using Pintail.Postgres;

namespace Pintail.Session;

/// <summary>A relation of an attached database by the names that DuckDB knows it by; what it holds is read when it is named.</summary>
internal sealed record ListedRelation(Attachment Attachment, string SchemaName, string Name, RelationName Source);
