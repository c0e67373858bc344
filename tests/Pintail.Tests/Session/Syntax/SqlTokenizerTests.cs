using System.Diagnostics;
using System.Text.RegularExpressions;
using Pintail.Session.Syntax;

namespace Pintail.Tests.Session.Syntax;

public class SqlTokenizerTests
{
    private const int BigTextLength = 1_000_000;

    // Far above what a linear reader needs on a busy machine; a quadratic one takes some 10^11 steps.
    private static readonly TimeSpan BigTextLimit = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("select a_1, é€, x$y from t", "select a_1 , é€ , x$y from t")]
    [InlineData("a\u00A0b\u2003c\uFEFFd\fe", "a b c d e")]
    [InlineData("a\u2028b\u0085c", "a\u2028b\u0085c")]
    [InlineData("1 1.5 .5 1. 1_000.5_0e1_0 1.e5 1e+5", "1 1.5 .5 1. 1_000.5_0e1_0 1.e5 1e+5")]
    [InlineData("1a 1e 1e+ 1__0 1_ 1.5.3", "1 a 1 e 1 e + 1 __0 1 _ 1.5 .3")]
    [InlineData("[1..2]", "[ 1 .. 2 ]")]
    [InlineData("$1 $1a $name ? ?12 $ x $\"y\"", "$1 $1 a $name ? ?12 $ x $ \"y\"")]
    [InlineData("a::b:=c=>d::=e:f>=g<>h->>i", "a :: b := c => d :: = e : f > = g < > h - > > i")]
    [InlineData("a--b\nc-d", "a c - d")]
    [InlineData("a/*b/*c*/d*/e/**/f/***/g", "a e f g")]
    [InlineData("a/*/b*/c", "a c")]
    [InlineData("1+/*x*/2-- y", "1 + 2")]
    [InlineData("a*/*x*/b", "a * b")]
    [InlineData("'a''b'c", "'a''b' c")]
    [InlineData("'a\\'b", "'a\\' b")]
    [InlineData("E'a\\'b''c\\\\'d", "E'a\\'b''c\\\\' d")]
    [InlineData("x'ab''cd'b'0'n'e'", "x'ab' 'cd' b'0' n 'e'")]
    [InlineData("ex'a'", "ex 'a'")]
    [InlineData("\"a\"\"b\".\"c\"", "\"a\"\"b\" . \"c\"")]
    [InlineData("$$a'$b$;$$c", "$$a'$b$;$$ c")]
    [InlineData("$a$ $$ $b$ $ab$ $a$c", "$a$ $$ $b$ $ab$ $a$ c")]
    [InlineData("$b$x$a$b$c", "$b$x$a$b$ c")]
    [InlineData("c$$d$$ 1$$d$$", "c$$d$$ 1 $$d$$")]
    [InlineData("'a' 'b'", "'a' 'b'")]
    [InlineData("'a'\n'b'", "'a'\n'b'")]
    [InlineData("'a' -- x'\n--y\n'b'", "'a' -- x'\n--y\n'b'")]
    [InlineData("'a'/*x*/\n'b'", "'a' 'b'")]
    [InlineData("E'a'\n'\\'b'c", "E'a'\n'\\'b' c")]
    [InlineData("a\0;\\", "a \0 ; \\")]
    public void Read_cuts_where_DuckDB_does(string text, string tokens) =>
        Assert.Equal(tokens, string.Join(' ', SqlTokenizer.Read(text).Select(token => Text(text, token))));

    [Theory]
    [InlineData("a", SqlTokenKind.Word)]
    [InlineData("\"a\"", SqlTokenKind.QuotedIdentifier)]
    [InlineData("'a'", SqlTokenKind.String)]
    [InlineData("e'a'", SqlTokenKind.String)]
    [InlineData("X'a'", SqlTokenKind.String)]
    [InlineData("$$a$$", SqlTokenKind.String)]
    [InlineData("1.5", SqlTokenKind.Number)]
    [InlineData("$1", SqlTokenKind.Parameter)]
    [InlineData("$a", SqlTokenKind.Parameter)]
    [InlineData("?", SqlTokenKind.Parameter)]
    [InlineData(":=", SqlTokenKind.Operator)]
    [InlineData("{", SqlTokenKind.Operator)]
    public void Read_tells_the_kind(string text, object kind) =>
        Assert.Equal(kind, Assert.Single(SqlTokenizer.Read(text)).Kind);

    [Theory]
    [InlineData("select 'a", true)]
    [InlineData("select 'a''", true)]
    [InlineData("select 'a'\n'", true)]
    [InlineData("select E'a\\", true)]
    [InlineData("select E'a\\'", true)]
    [InlineData("select x'a", true)]
    [InlineData("select \"a\"\"", true)]
    [InlineData("select $$a$", true)]
    [InlineData("select $a$ $b$", true)]
    [InlineData("select /* a", true)]
    [InlineData("select /* /* */", true)]
    [InlineData("/*", true)]
    [InlineData("select -- 'a", false)]
    [InlineData("select 'a'", false)]
    [InlineData("select $a", false)]
    [InlineData("/**/", false)]
    [InlineData("", false)]
    public void Read_says_whether_the_text_goes_on(string text, bool expected)
    {
        var tokens = SqlTokenizer.Read(text, out var isUnterminated);

        Assert.Equal(expected, isUnterminated);
        Assert.All(tokens.SkipLast(1), token => Assert.False(token.IsUnterminated));
        Assert.True(tokens.Count == 0 || tokens[^1].End <= text.Length);
    }

    [Fact]
    public void Tokens_leave_out_only_blanks_and_comments()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 5_000; round++)
        {
            var text = SqlTexts.Random(random);
            var position = 0;
            foreach (var token in SqlTokenizer.Read(text))
            {
                Assert.True(token.Start >= position && token.Length > 0, $"Overlap, seed {seed}, text {text}");
                AssertBlank(text[position..token.Start], seed);
                position = token.End;
            }
            AssertBlank(text[position..], seed);
        }
    }

    // By another road than the tokenizer's: a comment's end is found from its marks.
    private static void AssertBlank(string between, int seed)
    {
        var rest = between;
        while (rest.TrimStart([.. Spaces]) is { Length: > 0 } comment)
        {
            Assert.True(comment.StartsWith("--") || comment.StartsWith("/*"), $"Seed {seed}: left out {between}");
            rest = comment.StartsWith("--") ? comment[LineLength(comment)..] : comment[CommentLength(comment)..];
        }
    }

    private const string Spaces = " \t\r\n\f\u00A0";

    private static int LineLength(string text) =>
        text.IndexOfAny(['\n', '\r']) is >= 0 and var length ? length : text.Length;

    private static int CommentLength(string text)
    {
        var marks = Regex.Matches(text, @"/\*|\*/");
        var depth = 0;
        foreach (Match mark in marks)
        {
            depth += mark.Value == "/*" ? 1 : -1;
            if (depth == 0)
                return mark.Index + 2;
        }
        return text.Length;
    }

    [Theory]
    [InlineData("'")]
    [InlineData("''")]
    [InlineData("'a'\n")]
    [InlineData("'a' --\n")]
    [InlineData("E'\\")]
    [InlineData("\"")]
    [InlineData("$")]
    [InlineData("$a")]
    [InlineData("$a$b")]
    [InlineData("/*")]
    [InlineData("/**/")]
    [InlineData("/")]
    [InlineData("-")]
    [InlineData("a;")]
    [InlineData(";")]
    [InlineData("(")]
    [InlineData("[(")]
    [InlineData("1_")]
    [InlineData("1.")]
    [InlineData("a.")]
    [InlineData("with a as (")]
    [InlineData("a as (),")]
    [InlineData("é")]
    [InlineData("attach 'postgres:' (a [1, 2], b 3, ")]
    public void Million_characters_are_read_in_linear_time(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, BigTextLength / part.Length));

        // Several times: a busy machine is slow once, a quadratic reader always.
        var slow = Enumerable.Range(0, 3).Select(_ => Time(text)).TakeWhile(Slow).Count();

        Assert.True(slow < 3, $"Reading {BigTextLength} characters of {part} took more than {BigTextLimit}.");
    }

    private static bool Slow(TimeSpan time) => time >= BigTextLimit;

    private static TimeSpan Time(string text)
    {
        var started = Stopwatch.GetTimestamp();
        foreach (var piece in SqlScript.Split(text).Take(1))
        {
            NameReferences.Find(piece);
            Record.Exception(() => StatementReader.Read(piece));
        }
        return Stopwatch.GetElapsedTime(started);
    }

    private static string Text(string text, SqlToken token) => text.Substring(token.Start, token.Length);
}
