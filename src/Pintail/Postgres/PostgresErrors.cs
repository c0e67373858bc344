namespace Pintail.Postgres;

/// <summary>Gives every failure of a source its <see cref="ErrorKind"/>, by SQLSTATE and exception type only.</summary>
public static class PostgresErrors
{
    /// <param name="doing">What was tried, as the start of a sentence: "Connecting to u@h:5432/d".</param>
    public static PintailException Classify(Exception e, string doing) => throw new NotImplementedException();
}
