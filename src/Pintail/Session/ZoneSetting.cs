namespace Pintail.Session;

/// <summary>The two settings of a session that the text of a TIMESTAMP WITH TIME ZONE depends on.</summary>
public readonly record struct ZoneSetting(string TimeZone, string Calendar);
