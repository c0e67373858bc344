using System.Reflection;

namespace Pintail;

/// <summary>This build's version, as the project file says.</summary>
public static class PintailVersion
{
    public static string Current { get; } =
        typeof(PintailVersion)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];
}
