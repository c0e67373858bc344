namespace Pintail.Session.Syntax;

/// <summary>The texts of an option's expression, several for a list; null for NULL.</summary>
internal delegate IReadOnlyList<string>? OptionEvaluator(string expression);
