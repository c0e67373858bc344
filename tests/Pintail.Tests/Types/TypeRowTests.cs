using Pintail.Tests.Support;
using Pintail.Types;
using static Pintail.Tests.Types.TestTypes;

namespace Pintail.Tests.Types;

public class TypeRowTests
{
    [Fact]
    public void Every_row_has_a_case_in_the_oracles_test_or_a_test_of_its_own()
    {
        var cases = TypeCases.All.Select(typeCase => typeCase.Type).ToHashSet();
        Assert.All(
            TypeTable.Rows.Where(row => row.Test is null),
            row => Assert.Contains(row.Case ?? row.Names[0], cases)
        );
        Assert.All(
            TypeTable.Rows.Select(row => row.Test).OfType<string>(),
            test => Assert.NotNull(typeof(TypeRowTests).Assembly.GetType($"{typeof(TypeRowTests).Namespace}.{test}"))
        );
    }

    [Fact]
    public void Types_page_is_what_the_table_says() =>
        Assert.True(
            File.ReadAllText(Checkout.PathOf(TypesPage.File)) == TypesPage.Render(),
            $"{TypesPage.File} is not what the type table says. Make it again: {TypesPage.Regenerate}"
        );

    /// <summary>A form has scratch memory, and the threads of a copy fold at the same time.</summary>
    [Fact]
    public void Form_is_made_anew_for_each_thread()
    {
        int[] modifiers = [-1, NumericModifier(15, 2)];
        var mappings =
            from row in TypeTable.Rows
            where row.Map is not null
            from name in row.Names
            from modifier in modifiers
            select row.Map!(new TypeRequest(BuiltIn(name), modifier, TypeOptions.Default));
        var forms = mappings.Where(mapping => mapping.CreateCanonical is not null).ToList();
        Assert.NotEmpty(forms);
        Assert.All(forms, mapping => Assert.NotSame(mapping.CreateCanonical!(), mapping.CreateCanonical!()));
    }

    [Fact]
    public void Type_of_an_extension_is_known_in_any_schema_and_no_other_of_its_name()
    {
        var citext = BuiltIn("citext") with { Schema = "tools" };
        Assert.Equal(Fidelity.Exact, TypeTable.Map(Column(citext with { Extension = "citext" })).Fidelity);
        Assert.Equal(Fidelity.Text, TypeTable.Map(Column(citext)).Fidelity);
        Assert.Equal(Fidelity.Text, TypeTable.Map(Column(citext with { Extension = "another" })).Fidelity);
    }
}
