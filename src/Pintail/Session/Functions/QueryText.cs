using Pintail.DuckDB;

namespace Pintail.Session.Functions;

/// <summary>The first two arguments of postgres_query and postgres_execute: an attached database, and SQL for it.</summary>
/// <param name="Sql">Without semicolons and blanks at its end.</param>
internal sealed record QueryText(SqlSession Session, Attachment Attachment, string Sql)
{
    /// <exception cref="PintailException">NULL, an unknown database, or no SQL at all.</exception>
    public static QueryText Read(BindContext context, string function, SqlDatabase database)
    {
        var session =
            database.FindSession(context.ConnectionId)
            ?? throw new InvalidOperationException($"{function} is called outside a session.");
        if (context.Parameter(0) is not string alias || context.Parameter(1) is not string sql)
        {
            throw new PintailException(
                ErrorKind.Configuration,
                $"The database and the SQL that {function} takes cannot be NULL.",
                $"Write {function}('alias', 'SQL')."
            );
        }
        var attachment = database.FindAttachment(alias) ?? throw NotAttached(alias, function, database);
        // The SQL itself is looked at by the server alone.
        sql = sql.TrimEnd(' ', '\t', '\r', '\n', ';');
        if (string.IsNullOrWhiteSpace(sql))
        {
            throw new PintailException(
                ErrorKind.Configuration,
                $"{function} on {attachment.Alias} was given no SQL.",
                "The second argument is a statement in Postgres' SQL."
            );
        }
        return new QueryText(session, attachment, sql);
    }

    public override string ToString() => nameof(QueryText);

    private static PintailException NotAttached(string alias, string function, SqlDatabase database)
    {
        var attached = database.Attachments.Select(one => one.Alias).Order(StringComparer.OrdinalIgnoreCase).ToList();
        return new PintailException(
            ErrorKind.Configuration,
            $"{function}: '{alias}' does not refer to a Postgres database that is attached.",
            attached.Count > 0
                ? $"Attached are {string.Join(", ", attached)}."
                : $"None is attached: ATTACH 'conninfo' AS {alias} (TYPE postgres) first."
        );
    }
}
