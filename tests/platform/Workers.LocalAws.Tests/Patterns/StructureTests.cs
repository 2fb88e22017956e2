using System.Text;
using Workers.LocalAws.EventBridge.Patterns;

namespace Workers.LocalAws.Tests.Patterns;

public sealed class StructureTests
{
    [Theory]
    [InlineData("""{"source":["s"],"detail":{"a":["x"]}}""", """{"source":"s","detail":{"a":"x"}}""", true)]
    [InlineData("""{"source":["s"],"detail":{"a":["x"]}}""", """{"source":"t","detail":{"a":"x"}}""", false)]
    [InlineData("""{"source":["s"],"detail":{"a":["x"]}}""", """{"source":"s","detail":{"a":"y"}}""", false)]
    [InlineData("""{"detail":{"a":{"b":["x"]}}}""", """{"detail":{"a":"x"}}""", false)]
    [InlineData("""{"detail":{"a.b":["x"]}}""", """{"detail":{"a":{"b":"x"}}}""", true)]
    [InlineData("""{"detail":{"a":{"b":["x"]}}}""", """{"detail":{"a.b":"x"}}""", true)]
    public void All_fields_must_match(string pattern, string json, bool expected) => Check(pattern, json, expected);

    [Theory]
    [InlineData("""{"a":["x"]}""", """{"a":["y","x"]}""", true)]
    [InlineData("""{"a":["x"]}""", """{"a":["y"]}""", false)]
    [InlineData("""{"a":["x"]}""", """{"a":[["x"]]}""", true)]
    [InlineData("""{"a":{"b":["x"]}}""", """{"a":[{"b":"y"},{"b":"x"}]}""", true)]
    [InlineData("""{"a":{"b":["x"]}}""", """{"a":[1,null,{"b":["x"]}]}""", true)]
    public void An_array_matches_when_any_element_does(string pattern, string json, bool expected) => Check(pattern, json, expected);

    [Theory]
    [InlineData("""{"lines":[{"sku":"A","qty":1},{"sku":"B","qty":2}]}""", "A", 1, true)]
    [InlineData("""{"lines":[{"sku":"A","qty":1},{"sku":"B","qty":2}]}""", "A", 2, false)]
    [InlineData("""{"lines":[{"sku":"A","qty":1},{"sku":"A","qty":2}]}""", "A", 2, true)]
    [InlineData("""{"lines":{"sku":"A","qty":2}}""", "A", 2, true)]
    [InlineData("""{"lines":[[{"sku":"A"}],[{"qty":2}]]}""", "A", 2, false)]
    [InlineData("""{"lines":[[{"sku":"A"},{"qty":2}]]}""", "A", 2, false)]
    [InlineData("""{"lines":[{"sku":["B","A"],"qty":[3,2]}]}""", "A", 2, true)]
    public void Two_conditions_inside_one_object_must_match_in_the_same_element(string json, string sku, int qty, bool expected) =>
        Check($$$"""{"lines":{"sku":["{{{sku}}}"],"qty":[{{{qty}}}]}}""", json, expected);

    [Fact]
    public void Conditions_on_different_arrays_match_in_any_elements() =>
        Check("""{"a":{"x":[1]},"b":{"y":[2]}}""", """{"a":[{"x":0},{"x":1}],"b":[{"y":2}]}""", expected: true);

    [Fact]
    public void The_element_of_an_outer_array_binds_what_is_in_its_inner_arrays() => Check(
        """{"orders":{"id":[2],"lines":{"sku":["A"]}}}""",
        """{"orders":[{"id":1,"lines":[{"sku":"A"}]},{"id":2,"lines":[{"sku":"B"}]}]}""",
        expected: false);

    [Theory]
    [InlineData("""{"lines":[{"a":1,"z":1},{"a":2}]}""", 2, true)]
    [InlineData("""{"lines":[{"a":1,"z":1},{"a":2}]}""", 1, false)]
    public void A_field_is_absent_when_the_element_that_matched_lacks_it(string json, int a, bool expected) =>
        Check($$$"""{"lines":{"a":[{{{a}}}],"z":[{"exists":false}]}}""", json, expected);

    [Theory]
    [InlineData("""{"source":"s","a":"x"}""", true)]
    [InlineData("""{"source":"s","b":"y"}""", true)]
    [InlineData("""{"source":"s","a":"y"}""", false)]
    [InlineData("""{"source":"t","a":"x"}""", false)]
    public void Or_takes_either_branch_together_with_its_siblings(string json, bool expected) =>
        Check("""{"source":["s"],"$or":[{"a":["x"]},{"b":["y"]}]}""", json, expected);

    [Theory]
    [InlineData("""{"detail":{"a":1,"b":1}}""", true)]
    [InlineData("""{"detail":{"a":1,"c":1,"d":1}}""", true)]
    [InlineData("""{"detail":{"a":1,"c":1}}""", false)]
    [InlineData("""{"detail":{"b":1}}""", false)]
    [InlineData("""{"detail":{"e":1}}""", true)]
    public void Or_may_be_nested(string json, bool expected) =>
        Check("""{"detail":{"$or":[{"a":[1],"$or":[{"b":[1]},{"c":[1],"d":[1]}]},{"e":[1]}]}}""", json, expected);

    [Fact]
    public void Two_ors_must_both_match() =>
        Check("""{"$or":[{"a":[1]},{"b":[1]}],"x":{"$or":[{"c":[1]},{"d":[1]}]}}""", """{"b":1,"x":{"d":1}}""", expected: true);

    // Recorded answer: AWS takes a field that is named twice, and the last one wins. Event Ruler's JsonRuleCompiler says "with overriding".
    [Theory]
    [InlineData("""{"a":["x"],"a":["y"]}""", """{"a":"y"}""", true)]
    [InlineData("""{"a":["x"],"a":["y"]}""", """{"a":"x"}""", false)]
    [InlineData("""{"d":{"a":["x"]},"d":{"b":["y"]}}""", """{"d":{"b":"y"}}""", false)]
    [InlineData("""{"d":{"a.b":["x"],"a":{"b":["y"]}}}""", """{"d":{"a":{"b":"y"}}}""", true)]
    [InlineData("""{"a":["x"],"$or":[{"a":["y"]},{"b":["z"]}]}""", """{"a":"y"}""", true)]
    [InlineData("""{"a":["x"],"$or":[{"a":["y"]},{"b":["z"]}]}""", """{"a":"x"}""", false)]
    [InlineData("""{"a":["x"],"$or":[{"a":["y"]},{"b":["z"]}]}""", """{"a":"x","b":"z"}""", true)]
    [InlineData("""{"$or":[{"a":["y"]},{"b":["z"]}],"a":["x"]}""", """{"a":"y"}""", false)]
    [InlineData("""{"$or":[{"a":["y"]},{"b":["z"]}],"a":["x"]}""", """{"a":"x"}""", true)]
    public void The_last_of_two_conditions_on_a_field_wins(string pattern, string json, bool expected) => Check(pattern, json, expected);

    [Theory]
    [InlineData("""{"$or":["x","y"]}""", """{"$or":"y"}""", true)]
    [InlineData("""{"$or":{"a":["x"]}}""", """{"$or":{"a":"x"}}""", true)]
    [InlineData("""{"$or":[{"prefix":"x"},{"suffix":"y"}]}""", """{"$or":"ay"}""", true)]
    public void An_or_that_is_no_list_of_objects_with_fields_is_a_field_of_that_name(string pattern, string json, bool expected) =>
        Check(pattern, json, expected);

    [Fact]
    public void An_event_that_is_no_object_matches_nothing() => Check("""{"a":[{"exists":true}]}""", "[1]", expected: false);

    [Fact]
    public void An_order_of_a_thousand_lines_is_searched_quickly()
    {
        var lines = string.Join(',', Enumerable.Range(0, 1000).Select(line => $$"""{"sku":"S{{line}}","qty":1,"price":{{line}}}"""));

        Check("""{"detail":{"lines":{"sku":["S999"],"qty":[1],"price":[{"numeric":[">",998]}]}}}""",
            $$$"""{"detail":{"lines":[{{{lines}}}]}}""", expected: true);
    }

    private static void Check(string pattern, string json, bool expected) =>
        Assert.Equal(expected, EventPattern.Parse(pattern).Matches(Encoding.UTF8.GetBytes(json)));
}
