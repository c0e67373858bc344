using Pintail.DuckDB;
using Pintail.Types;
using static Pintail.Tests.Types.TestTypes;

namespace Pintail.Tests.Types;

/// <summary>
/// Lists as DuckDB's own scans and functions leave them: entries that share, skip or reorder their child's rows. Encoded
/// and decoded again they must read the same.
/// </summary>
public class ArrayEncoderTests
{
    private const int Int4Oid = 23;

    [Theory]
    [InlineData("SELECT v FROM t ORDER BY id", 1)]
    [InlineData("SELECT v FROM t WHERE id % 7 = 3 ORDER BY id", 1)]
    [InlineData("SELECT v FROM t ORDER BY id DESC LIMIT 100", 1)]
    [InlineData("SELECT CASE WHEN id % 3 > 0 THEN v END FROM t ORDER BY id", 1)]
    [InlineData("SELECT v[2:] FROM t ORDER BY id", 1)]
    [InlineData("SELECT list_reverse(v) FROM t ORDER BY id", 1)]
    [InlineData("SELECT [1, NULL, 3] FROM t", 1)]
    [InlineData("SELECT NULL::INT[] FROM t", 1)]
    [InlineData("SELECT a.v FROM t a JOIN t b ON a.id = b.id % 50 ORDER BY b.id", 1)]
    [InlineData("SELECT w FROM t WHERE id % 5 = 2 ORDER BY id", 2)]
    [InlineData("SELECT [v, v] FROM t WHERE v IS NOT NULL AND len(v) > 0 ORDER BY id", 2)]
    [InlineData("SELECT list_transform([1, 2], lambda x: [x, NULL]) FROM t", 2)]
    public void List_of_any_origin_encodes_to_the_same_lists(string query, int dimensions)
    {
        using var database = DuckDBDatabase.Open();
        using var connection = database.Connect();
        connection.Execute(
            """
            CREATE TABLE t AS SELECT id, CASE WHEN id % 5 > 0 THEN list_transform(range(id % 4), lambda n: nullif(n * id, 4)::INT) END AS v,
                CASE id % 4 WHEN 0 THEN NULL WHEN 1 THEN [] ELSE [[id, NULL], [n, 0]] END::INT[][] AS w
            FROM range(5000) r (id), (SELECT 1 AS n)
            """
        );
        var mapping = TypeTable.Map(Column(ArrayOf(BuiltIn("int4", Int4Oid)), dimensions: dimensions));
        var (expected, actual) = (new List<string>(), new List<string>());
        using var result = connection.Query(query);
        using var type = mapping.CreateLogicalType();
        while (result.TryFetch(out var source))
        {
            using var chunk = source;
            using var copy = DataChunk.Create(type);
            var buffer = new FieldBuffer();
            mapping.CreateEncoder().Encode(chunk[0], chunk.RowCount, buffer);
            mapping.CreateDecoder().Decode(buffer.AsFields(), copy[0]);
            expected.AddRange(Texts(chunk[0], chunk.RowCount, dimensions));
            actual.AddRange(Texts(copy[0], chunk.RowCount, dimensions));
        }
        Assert.NotEmpty(expected);
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData("[[1], [2, 3]]")]
    [InlineData("[[1], NULL]")]
    [InlineData("[[], [1]]")]
    [InlineData("[NULL]")]
    public void List_that_is_no_rectangle_is_refused(string list)
    {
        using var database = DuckDBDatabase.Open();
        using var connection = database.Connect();
        var mapping = TypeTable.Map(Column(ArrayOf(BuiltIn("int4", Int4Oid)), dimensions: 2));
        using var result = connection.Query($"SELECT {list}::INT[][] UNION ALL SELECT [[1]]");
        Assert.True(result.TryFetch(out var chunk));
        using (chunk)
        {
            var error = Assert.Throws<PintailException>(() =>
                mapping.CreateEncoder().Encode(chunk[0], chunk.RowCount, new FieldBuffer())
            );
            Assert.Contains("row 1 of its chunk", error.Message);
        }
    }

    [Theory]
    [InlineData("[[], []]", "[]")]
    [InlineData("[]", "[]")]
    [InlineData("NULL", "NULL")]
    public void Lists_that_hold_nothing_become_the_array_without_dimensions(string list, string expected)
    {
        using var database = DuckDBDatabase.Open();
        using var connection = database.Connect();
        var mapping = TypeTable.Map(Column(ArrayOf(BuiltIn("int4", Int4Oid)), dimensions: 2));
        using var result = connection.Query($"SELECT {list}::INT[][]");
        Assert.True(result.TryFetch(out var chunk));
        using (chunk)
        using (var type = mapping.CreateLogicalType())
        using (var copy = DataChunk.Create(type))
        {
            var buffer = new FieldBuffer();
            mapping.CreateEncoder().Encode(chunk[0], 1, buffer);
            mapping.CreateDecoder().Decode(buffer.AsFields(), copy[0]);
            Assert.Equal([expected], Texts(copy[0], 1, 2));
        }
    }

    private static IEnumerable<string> Texts(Vector vector, int count, int depth)
    {
        var texts = new List<string>();
        for (var i = 0; i < count; i++)
            texts.Add(ArrayDecoderTests.Text(vector, i, depth));
        return texts;
    }
}
