namespace Pintail.Tests.Types;

/// <summary>Types made of other types, with the edges of their texts: what must be quoted, escaped, or told from NULL.</summary>
internal static class NestedTypeCases
{
    public static IEnumerable<TypeCase> All => [.. Arrays];

    private static IEnumerable<TypeCase> Arrays =>
        [
            new("int[]", "INTEGER[]", "{1,NULL,-3}", "{}", "{NULL}", "[5:6]={7,8}", "[-2:-1]={7,8}", null),
            new("int[][]", "INTEGER[][]", "{{1,2,3},{4,NULL,6}}", "{}", "{{1},{2},{3}}", "[0:0][7:8]={{1,2}}", null),
            new("bool[][][]", "BOOLEAN[][][]", "{{{t,f},{f,NULL}},{{t,t},{t,t}}}", "{}", "{{{NULL}}}", null),
            new(
                "text[]",
                "VARCHAR[]",
                """{"",NULL,"NULL","null","nUlL","nulls","a,b","a;b","{","}","a\"b","a\\b","\\","it's","[0:1]={","\\\""}""",
                "{\" a\",\"a \",\"a b\",\"\t\",\"\n\",\"\r\",\"\v\",\"\f\",\"\u00a0\",\"\u0085\",\u2003,🦆,(),\"(,)\"}",
                "[3:3]={\"[1:2]={}\"}",
                "{}",
                null
            ),
            new("text[][]", "VARCHAR[][]", """{{"",NULL},{"a b","\""}}""", "{}", null),
            new("varchar(9)[]", "VARCHAR[]", "{\"longer\",\"\"}", "{}", null),
            new("char(3)[]", "VARCHAR[]", "{a,\"  b\",\"\",NULL}", null),
            new("bpchar[]", "VARCHAR[]", "{a,\"  b \",\"\",NULL}", "{}", null),
            new("bpchar[][]", "VARCHAR[][]", "{{a,\"b \"},{NULL,\"\"}}", "[2:2][3:3]={{\" \"}}", "{}", null),
            new("\"char\"[]", "VARCHAR[]", "{a,\"\",\" \",NULL}", null),
            new("bytea[]", "BLOB[]", """{"\\x00ff","\\x",NULL}""", null),
            new("jsonb[]", "JSON[]", """{"{\"a\": [1, \"b\\\\\"]}","null",NULL}""", null),
            new("numeric(10,2)[]", "DECIMAL(10,2)[]", "{1.5,-99999999.99,NULL,0}", null),
            new("price[]", "DECIMAL(10,2)[]", "{1.5,NULL}", "{}") { Setup = "CREATE DOMAIN price AS numeric(10,2)" },
            new("matrix", "INTEGER[][]", "{{1,2},{3,4}}", "{}", "[0:0][0:0]={{1}}")
            {
                Setup = "CREATE DOMAIN matrix AS int[][]",
            },
            new("matrix[]", "INTEGER[][][]", """{"{{1,2},{3,NULL}}",NULL,"{}","[0:0][0:0]={{1}}"}""", "{}", null)
            {
                Setup = "CREATE DOMAIN matrix AS int[][]",
            },
            new("colour[]", "ENUM('red', 'light green', 'null')[]", "{red,NULL,\"light green\",\"null\"}", "{}", null)
            {
                Setup = "CREATE TYPE colour AS ENUM ('red', 'light green', 'null')",
            },
            new("date[]", "DATE[]", "{2020-02-29,infinity,NULL,\"0044-03-15 BC\"}", null),
            new("timestamptz[]", "TIMESTAMP WITH TIME ZONE[]", "{\"2020-02-29 01:02:03.4+05\",-infinity,NULL}", null),
            new("interval[]", "INTERVAL[]", "{\"1 year -2 days 00:00:01\",00:00:00}", null),
            new("uuid[]", "UUID[]", "{ffffffff-ffff-ffff-ffff-ffffffffffff,NULL}", null),
            new("float8[]", "DOUBLE[]", "{NaN,-Infinity,-0,1e300,0.1}", null),
            new("oidvector", "UINTEGER[]", "4294967295 0", "1", null),
            new("int2vector[]", "SMALLINT[][]", """{"1 2",3,NULL}""", null),
        ];
}
