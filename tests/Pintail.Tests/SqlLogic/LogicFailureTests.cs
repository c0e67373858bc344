namespace Pintail.Tests.SqlLogic;

/// <summary>The runner must be able to fail: each kind of expectation, broken.</summary>
public class LogicFailureTests
{
    [Theory]
    [InlineData("query I\nSELECT 5\n----\n6", "Row 1, column 1 (5, INTEGER) is expected to be 6 and is 5")]
    [InlineData("query II\nSELECT 1, 'a'\n----\n1\tb", "column 2 ('a', VARCHAR) is expected to be b and is a")]
    [InlineData("query I\nSELECT 5\n----\nNULL", "expected to be NULL and is 5")]
    [InlineData("query I\nSELECT NULL\n----\n5", "expected to be 5 and is NULL")]
    [InlineData("query I\nSELECT ''\n----\nNULL", "expected to be NULL and is (empty)")]
    [InlineData("query I\nSELECT 1.25\n----\n1.26", "expected to be 1.26 and is 1.25")]
    [InlineData("query R\nSELECT 1.0::DOUBLE\n----\n1.02", "expected to be 1.02 and is 1.0")]
    [InlineData("query R\nSELECT 'nan'::DOUBLE\n----\n0", "is nan")]
    [InlineData("query R\nSELECT 'inf'::DOUBLE\n----\n-inf", "is inf")]
    [InlineData("query I\nSELECT true\n----\nfalse", "is 1")]
    [InlineData("query I\nSELECT [1]\n----\n[1.0]", "expected to be [1.0] and is [1]")]
    [InlineData("query I\nSELECT 'ab'\n----\n<REGEX>:a", "is ab")]
    [InlineData("query I\nSELECT 'ab'\n----\n<!REGEX>:a.", "is ab")]
    public void Wrong_value_fails(string text, string message) =>
        Assert.Contains(message, LogicText.Fail(text).Reason.Message);

    [Theory]
    [InlineData("query I\nSELECT 1\n----\n", "expected to have 0 rows and has 1")]
    [InlineData("query I\nSELECT 1\n----\n1\n2", "expected to have 2 rows and has 1")]
    [InlineData("query I\nFROM range(3)\n----\n0\n1", "expected to have 2 rows and has 3")]
    [InlineData("query I\nSELECT 1, 2\n----\n1\t2", "expected to have 1 columns and has 2")]
    [InlineData("query II\nSELECT 1, 2\n----\n1\n2\n3", "3 expected lines are no rows of 2 columns")]
    [InlineData("query II\nSELECT 1, 2\n----\n1\t2\t3", "Expected row 1 has 3 values")]
    [InlineData("query I\nFROM (VALUES (2), (1)) t\n----\n1\n2", "Row 1")]
    [InlineData("query I rowsort\nFROM (VALUES (2), (1)) t\n----\n2\n1", "Row 1")]
    [InlineData("query I\nSELECT 1\n----\n1 values hashing to 00000000000000000000000000000000", "hashing to")]
    [InlineData("query I\nSELECT no_column\n----\n1", "The query failed: Binder Error")]
    public void Wrong_shape_fails(string text, string message) =>
        Assert.Contains(message, LogicText.Fail(text).Reason.Message);

    [Theory]
    [InlineData("statement ok\nFROM nowhere", "expected to succeed and failed: Catalog Error")]
    [InlineData("statement error\nSELECT 1", "expected to fail and succeeded")]
    [InlineData("statement error\nSELECT 1\n----\nanything", "expected to fail and succeeded")]
    [InlineData("statement error\nFROM nowhere\n----\nelsewhere", "another error than expected: Catalog Error")]
    [InlineData("statement error\nFROM nowhere\n----\n<REGEX>:nowhere", "another error than expected")]
    [InlineData("statement error\nFROM nowhere\n----\n<!REGEX>:.*nowhere.*", "another error than expected")]
    [InlineData("statement maybe\nFROM nowhere\n----\nelsewhere", "another error than expected")]
    [InlineData("statement error\nSELECT error('INTERNAL Error: x')", "no test expects")]
    public void Wrong_outcome_of_a_statement_fails(string text, string message) =>
        Assert.Contains(message, LogicText.Fail(text).Reason.Message);

    [Theory]
    [InlineData("frobnicate 1", "'frobnicate' is no directive")]
    [InlineData("statement fine\nSELECT 1", "ok, error or maybe")]
    [InlineData("statement ok\n----\nx", "no SQL")]
    [InlineData("statement ok\nSELECT 1\n----\nx", "Only 'statement error'")]
    [InlineData("query X\nSELECT 1\n----\n1", "one of the letters")]
    [InlineData("loop i 0 2\n\nstatement ok\nSELECT 1", "no endloop")]
    [InlineData("endloop", "endloop without a loop")]
    [InlineData("loop i 0\n\nendloop", "Write 'loop i 0 10'")]
    [InlineData("loop i 0 n\n\nendloop", "'n' is none")]
    [InlineData("foreach a,b x\n\nstatement ok\nSELECT '${a}'\n\nendloop", "has 2 variables")]
    [InlineData("onlyif i=0\nstatement ok\nSELECT 1", "no loop around with the variable 'i'")]
    [InlineData("onlyif i=1", "stand on the line above a record")]
    [InlineData("sleep 1 second\nstatement ok\nSELECT 1", "must be followed by an empty line")]
    [InlineData("sleep soon second", "not 'soon'")]
    [InlineData("require", "'require' does not take ''")]
    [InlineData("mode loud", "no mode 'loud'")]
    [InlineData("set colour red", "set does not take")]
    [InlineData("reset label nothing", "no label 'nothing'")]
    [InlineData("restart", "in memory cannot be restarted")]
    [InlineData("unzip nowhere.gz", "nowhere.gz")]
    [InlineData("test-env A 1\n\ntest-env A 2", "has a value already")]
    [InlineData("load {TEST_DIR}/no/folder.duckdb\n\nstatement ok\nSELECT 1", "could not be opened")]
    public void Wrong_file_fails(string text, string message) =>
        Assert.Contains(message, LogicText.Fail(text).Reason.Message);

    [Fact]
    public void Failure_tells_its_line_and_its_SQL_with_variables_replaced()
    {
        var failure = LogicText.Fail("# one\n\nforeach x 1\n\nquery I\nSELECT ${x}\n----\n2\n\nendloop\n");
        Assert.Equal(5, failure.LineNumber);
        Assert.Equal("SELECT 1", failure.Reason.Sql);
        Assert.Equal(["2"], failure.Reason.Expected);
        Assert.Equal(["1"], failure.Reason.Actual);
    }

    [Fact]
    public void Queries_of_one_label_with_different_results_fail()
    {
        var failure = LogicText.Fail("query I nosort x\nSELECT 1\n----\n\nquery I nosort x\nSELECT 2\n----\n");
        Assert.Equal(5, failure.LineNumber);
        Assert.Contains("label 'x'", failure.Reason.Message);
    }

    [Fact]
    public void Query_with_a_label_and_an_expected_result_is_compared_with_both() =>
        Assert.Contains("expected to be 2", LogicText.Fail("query I nosort x\nSELECT 1\n----\n2").Reason.Message);

    [Fact]
    public void Hash_threshold_does_not_hide_a_wrong_result() =>
        Assert.Contains(
            "Row 3",
            LogicText.Fail("hash-threshold 1\n\nquery I\nFROM range(3)\n----\n0\n1\n5").Reason.Message
        );

    [Fact]
    public void File_goes_on_after_a_failure()
    {
        var outcome = LogicText.Run("query I\nSELECT 1\n----\n2\n\nnonsense\n\nquery I\nSELECT 1\n----\n1\n");
        Assert.Equal([1, 6], outcome.Failures.Select(failure => failure.LineNumber));
        Assert.Equal(1, outcome.Passed);
    }

    [Fact]
    public void Failure_in_every_turn_of_a_concurrent_loop_is_counted()
    {
        var outcome = LogicText.Run("concurrentloop i 0 4\n\nquery I\nSELECT ${i} % 2\n----\n0\n\nendloop\n");
        Assert.Equal(2, outcome.Passed);
        Assert.Equal(2, outcome.Failures.Count);
    }

    [Theory]
    [InlineData("statement ok mine\nSELECT 1", "cannot use the connection 'mine'")]
    [InlineData("reconnect", "reconnect cannot stand in a concurrent loop")]
    [InlineData("concurrentloop j 0 1\n\nstatement ok\nSELECT 1\n\nendloop", "cannot stand in another")]
    public void Concurrent_loop_refuses_what_its_turns_cannot_share(string body, string message) =>
        Assert.Contains(message, LogicText.Fail($"concurrentloop i 0 1\n\n{body}\n\nendloop\n").Reason.Message);
}
