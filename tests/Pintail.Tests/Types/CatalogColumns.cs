using Npgsql;
using Pintail.Postgres;

namespace Pintail.Tests.Types;

/// <summary>The columns of one table as catalog records, read one type at a time: small and independent of the engine.</summary>
internal static class CatalogColumns
{
    public static async Task<IReadOnlyList<Column>> ReadAsync(NpgsqlConnection connection, string table)
    {
        var rows = await QueryAsync(
            connection,
            $"""
            SELECT attnum::int, attname::text, atttypid::bigint, atttypmod, attndims::int FROM pg_attribute
            WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
            """
        );
        var columns = new List<Column>();
        foreach (var row in rows)
        {
            columns.Add(
                new Column
                {
                    Number = (int)row[0],
                    Name = (string)row[1],
                    Type = await TypeAsync(connection, (long)row[2]),
                    TypeModifier = (int)row[3],
                    Dimensions = (int)row[4],
                }
            );
        }
        return columns;
    }

    private static async Task<PostgresType> TypeAsync(NpgsqlConnection connection, long oid)
    {
        var row = (
            await QueryAsync(
                connection,
                $"""
                SELECT nspname::text, typname::text, typtype::text, typcategory::text, typlen::int, typelem::bigint,
                       typbasetype::bigint, typtypmod, typndims
                FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace WHERE t.oid = {oid}
                """
            )
        ).Single();
        var isArray = (string)row[3] == "A" && (int)row[4] == -1 && (long)row[5] != 0;
        var isDomain = (string)row[2] == "d";
        var labels = await QueryAsync(
            connection,
            $"SELECT enumlabel::text FROM pg_enum WHERE enumtypid = {oid} ORDER BY enumsortorder"
        );
        return new PostgresType
        {
            Oid = (uint)oid,
            Schema = (string)row[0],
            Name = (string)row[1],
            Kind = (string)row[2] switch
            {
                "b" => TypeKind.Base,
                "c" => TypeKind.Composite,
                "d" => TypeKind.Domain,
                "e" => TypeKind.Enum,
                "r" => TypeKind.Range,
                "m" => TypeKind.Multirange,
                _ => TypeKind.Pseudo,
            },
            Element = isArray && !isDomain ? await TypeAsync(connection, (long)row[5]) : null,
            BaseType = isDomain ? await TypeAsync(connection, (long)row[6]) : null,
            BaseTypeModifier = (int)row[7],
            BaseDimensions = (int)row[8],
            EnumLabels = [.. labels.Select(label => (string)label[0])],
        };
    }

    private static async Task<List<object[]>> QueryAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object[]>();
        while (await reader.ReadAsync())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }
        return rows;
    }
}
