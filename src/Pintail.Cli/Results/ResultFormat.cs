namespace Pintail.Cli.Results;

/// <summary>How rows are written.</summary>
internal enum ResultFormat
{
    /// <summary>In a frame, for people.</summary>
    Table,

    /// <summary>RFC 4180.</summary>
    Csv,

    /// <summary>An array of objects per result.</summary>
    Json,

    Markdown,

    /// <summary>A line per value.</summary>
    Line,
}
