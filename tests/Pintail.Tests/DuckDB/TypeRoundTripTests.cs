using Pintail.DuckDB;

namespace Pintail.Tests.DuckDB;

public class TypeRoundTripTests
{
    private static readonly TypeCase[] Cases = [.. ScalarTypeCases.All, .. NestedTypeCases.All];

    public static TheoryData<int, string> Numbered
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (var i = 0; i < Cases.Length; i++)
            {
                var sql = Cases[i].TypeSql;
                data.Add(i, sql.Length > 60 ? $"{sql[..20]}… of {sql.Length} characters" : sql);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Numbered))]
    public void Type_written_by_a_table_function_is_read_by_DuckDB_as_meant(int number, string type)
    {
        Assert.NotEmpty(type);
        var subject = Cases[number];
        using var database = DuckDBDatabase.Open();
        using var connection = database.Connect();
        connection.Register(Source(subject));
        connection.Execute("SET TimeZone = 'UTC'; CREATE TABLE t AS SELECT v FROM source()");
        AssertContent(connection, subject);
        using var typeOf = connection.Query("SELECT DISTINCT typeof(v) FROM t");
        Assert.Equal(subject.TypeSql, typeOf.Scalar());
    }

    [Theory]
    [MemberData(nameof(Numbered))]
    public void Type_written_by_an_appender_is_read_by_DuckDB_as_meant(int number, string type)
    {
        Assert.NotEmpty(type);
        var subject = Cases[number];
        using var database = DuckDBDatabase.Open();
        using var connection = database.Connect();
        connection.Execute($"SET TimeZone = 'UTC'; CREATE TABLE t (v {subject.TypeSql})");
        using (var logicalType = subject.Type())
        using (var chunk = DataChunk.Create(logicalType))
        using (var appender = connection.CreateAppender("t"))
        {
            Write(subject, chunk);
            chunk.RowCount = TypeCase.Rows;
            appender.Append(chunk);
            appender.Close();
        }

        AssertContent(connection, subject);
    }

    private static void AssertContent(DuckDBConnection connection, TypeCase subject)
    {
        using (var texts = connection.Query("SELECT v::VARCHAR FROM t"))
        {
            Assert.Equal([subject.First, null, subject.Last], texts.Rows().Select(row => row[0]));
        }

        using var values = connection.Query("SELECT v FROM t LIMIT 2");
        using var type = values.ColumnType(0);
        using var expected = subject.Type();
        Assert.Equal(expected.Id, type.Id);
        if (subject.FirstValue is not null)
        {
            Assert.Equal([subject.FirstValue, null], values.Rows().Select(row => row[0]));
        }
        else
        {
            Assert.Throws<NotSupportedException>(() => values.Rows().ToList());
        }
    }

    private static TestTableFunction Source(TypeCase subject) =>
        new("source")
        {
            OnBind = context =>
            {
                using var type = subject.Type();
                context.AddColumn("v", type);
            },
            Filler = () =>
            {
                var done = false;
                return output =>
                {
                    if (done)
                    {
                        return 0;
                    }

                    done = true;
                    Write(subject, output);
                    return TypeCase.Rows;
                };
            },
        };

    private static void Write(TypeCase subject, DataChunk chunk)
    {
        subject.Write(chunk[0]);
        chunk[0].SetNull(1);
    }
}
