namespace Pintail.Tests.Types;

/// <summary>Types made of other types, with the edges of their texts: what must be quoted, escaped, or told from NULL.</summary>
internal static class NestedTypeCases
{
    public static IEnumerable<TypeCase> All => [.. Arrays, .. Composites, .. Ranges, .. Combinations];

    private static IEnumerable<TypeCase> Arrays =>
        [
            new("box[]", "VARCHAR[]", "{(1,1),(0,0);(3,3),(2,2)}", "{}", null),
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

    private static IEnumerable<TypeCase> Composites =>
        [
            new(
                "pair",
                "STRUCT(a INTEGER, b VARCHAR)",
                """(1,"a b")""",
                "(,)",
                """(-1,"")""",
                """(0,"\"\"\\\\")""",
                """(0,"a,b")""",
                "(0,(x)",
                "(0,\" x\")",
                "(0,\"\t\n\r\v\f\")",
                "(0,\u00a0\u0085\u2003🦆)",
                "(0,NULL)",
                "(0,{}[])",
                "(0,';)",
                null
            )
            {
                Setup = "CREATE TYPE pair AS (a int, b text)",
            },
            new("single", "STRUCT(\"it's \"\"x\"\"\" VARCHAR)", "(a)", "()", "(\"\")", null)
            {
                Setup = "CREATE TYPE single AS (\"it's \"\"x\"\"\" varchar(5))",
            },
            new(
                "painted",
                "STRUCT(\"select\" ENUM('red', 'light green'), price DECIMAL(10,2), \"at\" DATE, ok BOOLEAN, raw BLOB, big BIGINT, doc JSON)",
                """("light green",-1.50,2020-02-29,t,"\\\\x00",9223372036854775807,"{""a"": 1}")""",
                "(red,,,,,,)",
                "(,,,,,,)",
                null
            )
            {
                Setup =
                    "CREATE TYPE colour AS ENUM ('red', 'light green'); "
                    + "CREATE TYPE painted AS (\"select\" colour, price numeric(10,2), at date, ok bool, raw bytea, big int8, doc jsonb)",
            },
            new("a_row", "STRUCT(a INTEGER, c VARCHAR, d INTEGER)", "(1,x,2)", "(,,)", null)
            {
                Setup =
                    "CREATE TABLE a_row (a int, b int, c text); ALTER TABLE a_row DROP COLUMN b; ALTER TABLE a_row ADD COLUMN d int",
            },
            new("padded", "STRUCT(a VARCHAR, b VARCHAR)", "(\"ab \",\"cd  \")", "(\"\",\"\")", "(,)", null)
            {
                Setup = "CREATE TYPE padded AS (a char(4), b bpchar)",
            },
            new(
                "outer_",
                "STRUCT(p STRUCT(a INTEGER, b VARCHAR), q STRUCT(p STRUCT(a INTEGER, b VARCHAR)))",
                """""""""("(1,""a b"")","(""(2,""""q""""""""q"""")"")")""""""""",
                """("(,)","(""(,)"")")""",
                """(,"()")""",
                """("(,)",)""",
                "(,)",
                null
            )
            {
                Setup =
                    "CREATE TYPE pair AS (a int, b text); CREATE TYPE middle AS (p pair); CREATE TYPE outer_ AS (p pair, q middle)",
            },
            // As text: what DuckDB or COPY cannot say.
            new("cased", "VARCHAR", "(1,2)", "(,)", null) { Setup = "CREATE TYPE cased AS (a int, \"A\" int)" },
            new("empty_", "VARCHAR", "()", null) { Setup = "CREATE TYPE empty_ AS ()" },
            new("measured", "VARCHAR", "(1e200,a)", "(,)", null)
            {
                Setup = "CREATE TYPE measured AS (n tsvector, b text)",
            },
        ];

    private static string Range(string type, string list = "") =>
        $"STRUCT(lower {type}, upper {type}, lower_inclusive BOOLEAN, upper_inclusive BOOLEAN, empty BOOLEAN){list}";

    private static IEnumerable<TypeCase> Ranges =>
        [
            new(
                "int4range",
                Range("INTEGER"),
                "[1,5)",
                "empty",
                "(,)",
                "[-2147483648,)",
                "(,5]",
                "(1,2147483647)",
                null
            ),
            new("int8range", Range("BIGINT"), "[1,5)", "empty", "(,9223372036854775807)", null),
            new(
                "daterange",
                Range("DATE"),
                "[2020-01-01,2020-02-29]",
                "[-infinity,infinity]",
                "(,infinity)",
                "(-infinity,)",
                "empty",
                null
            ),
            new(
                "tsrange",
                Range("TIMESTAMP"),
                "[2020-01-01 00:00:00,2020-01-01 00:00:00.000001]",
                "(-infinity,infinity)",
                "[-infinity,infinity]",
                "(,)",
                "empty",
                null
            ),
            new(
                "tstzrange",
                Range("TIMESTAMP WITH TIME ZONE"),
                "(2020-01-01 00:00:00+05,2020-01-02 00:00:00.5+00]",
                null
            ),
            new(
                "textrange",
                Range("VARCHAR"),
                """["",""]""",
                """("","]")""",
                """["a b","c,d"]""",
                """["\\\\","q\""]""",
                """["(","["]""",
                "[\"\t\",\u00a0]",
                "[NULL,null]",
                "(,\"\")",
                "(,)",
                "empty",
                null
            )
            {
                Setup = "CREATE TYPE textrange AS RANGE (subtype = text, collation = \"C\")",
            },
            new("pricerange", Range("DECIMAL(6,2)"), "[1.5,2.50)", "(-9999.99,)", "empty", null)
            {
                Setup = "CREATE DOMAIN price AS numeric(6,2); CREATE TYPE pricerange AS RANGE (subtype = price)",
            },
            new("numrange", Range("VARCHAR"), "[1.50,1e50)", "(0.10,NaN]", "(,)", "empty", null),
            new("numrange[]", Range("VARCHAR", "[]"), "{\"[1.5,5)\",NULL}", "{}", null),
            new("int4multirange", Range("INTEGER", "[]"), "{}", "{[1,5),[7,9)}", "{(,1),[5,)}", "{(,)}", null)
            {
                SinceMajor = 14,
            },
            new(
                "textmultirange",
                Range("VARCHAR", "[]"),
                """{["",""],["a b","c,d"]}""",
                """{("{","}")}""",
                "{}",
                "{(,)}",
                null
            )
            {
                SinceMajor = 14,
                Setup = "CREATE TYPE textrange AS RANGE (subtype = text, collation = \"C\")",
            },
        ];

    /// <summary>Each kind within each other, two levels at least.</summary>
    private static IEnumerable<TypeCase> Combinations =>
        [
            new(
                "pair[]",
                "STRUCT(a INTEGER, b VARCHAR)[]",
                """{"(1,\"a b\")","(,)",NULL,"(2,\"\")","(3,\"\"\"\\\\\\\\\")"}""",
                "{}",
                "{NULL}",
                null
            )
            {
                Setup = "CREATE TYPE pair AS (a int, b text)",
            },
            new(
                "bag",
                "STRUCT(n INTEGER[], t VARCHAR[][], p STRUCT(a INTEGER, b VARCHAR)[])",
                """("{1,NULL}","{{a,""b c""}}","{""(1,x)"",NULL}")""",
                """("[3:4]={1,2}","[0:0][2:2]={{a}}","[7:7]={""(1,\\""a b\\"")""}")""",
                "({},{},{})",
                "(,,)",
                null
            )
            {
                Setup = "CREATE TYPE pair AS (a int, b text); CREATE TYPE bag AS (n int[], t text[][], p pair[])",
            },
            new(
                "bag[][]",
                "STRUCT(n INTEGER[])[][]",
                """[2:2][3:4]={{"(\"{1,NULL}\")","(\"[3:4]={1,2}\")"}}""",
                """{{NULL},{"()"},{"({})"}}""",
                "{}",
                null
            )
            {
                Setup = "CREATE TYPE bag AS (n int[])",
            },
            new("int4range[]", Range("INTEGER", "[]"), """{"[1,5)",NULL,empty,"(,)"}""", "{}", null),
            new("int4multirange[]", Range("INTEGER", "[][]"), """{"{[1,5),[7,8)}",NULL,"{}"}""", "{}", null)
            {
                SinceMajor = 14,
            },
            new(
                "span",
                $"STRUCT(r {Range("DATE")}, m {Range("INTEGER", "[]")}, a {Range("BIGINT", "[]")})",
                """("[2020-01-01,infinity)","{[1,2),[5,)}","{""[1,2)"",NULL}")""",
                "(empty,{},{})",
                "(,,)",
                null
            )
            {
                SinceMajor = 14,
                Setup = "CREATE TYPE span AS (r daterange, m int4multirange, a int8range[])",
            },
            new("arrayrange", Range("INTEGER[]"), """["{1,2}","{3,NULL}")""", """["{}",)""", "empty", null)
            {
                Setup = "CREATE TYPE arrayrange AS RANGE (subtype = int4[])",
            },
            new("pairrange[]", Range("STRUCT(a INTEGER, b INTEGER)", "[]"), """{"[\"(1,2)\",\"(3,)\")",NULL}""", null)
            {
                Setup = "CREATE TYPE pair AS (a int, b int); CREATE TYPE pairrange AS RANGE (subtype = pair)",
            },
            new("valid_pair", "STRUCT(a INTEGER, b VARCHAR)", """(1,"a b")""", "(,)", null)
            {
                Setup =
                    "CREATE TYPE pair AS (a int, b text); CREATE DOMAIN valid_pair AS pair CHECK ((VALUE).a IS DISTINCT FROM 9)",
            },
            new("valid_pair[]", "STRUCT(a INTEGER, b VARCHAR)[]", """{"(1,\"a b\")",NULL}""", "{}", null)
            {
                Setup = "CREATE TYPE pair AS (a int, b text); CREATE DOMAIN valid_pair AS pair",
            },
            new("valid_range", Range("INTEGER"), "[1,2)", "empty", null)
            {
                Setup = "CREATE DOMAIN valid_range AS int4range",
            },
            new(
                "domains",
                "STRUCT(m INTEGER[][], d DECIMAL(10,2)[], r VARCHAR)",
                """("{{1,2}}","{1.50,NULL}","a b")""",
                "(,,)",
                null
            )
            {
                Setup =
                    "CREATE DOMAIN matrix AS int[][]; CREATE DOMAIN price AS numeric(10,2); CREATE DOMAIN word AS varchar(9); "
                    + "CREATE TYPE domains AS (m matrix, d price[], r word)",
            },
            new("bpcharpair[]", "STRUCT(a VARCHAR[], b VARCHAR)[]", """{"(\"{\"\"a \"\",b}\",\"c  \")",NULL}""", "{}")
            {
                Setup = "CREATE TYPE bpcharpair AS (a bpchar[], b bpchar)",
            },
        ];
}
