namespace Pintail.Tests.Session.Differential;

/// <summary>What the columns of one family are, constants of it can be compared with, and so can columns with each other.</summary>
internal enum Family
{
    Whole,
    Decimal,
    Floating,
    Truth,
    Text,
    Label,
    Date,
    Timestamp,
    Instant,
    Time,
    Interval,
    Uuid,
    Bytes,
    Numbers,
    Texts,
    Json,
    Pair,
}
