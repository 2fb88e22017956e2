using Workers.LocalAws.EventBridge.Patterns;

namespace Workers.LocalAws.Tests.Patterns;

/// <summary>Source of the definition: Event Ruler, MachineComplexityEvaluator.</summary>
public sealed class RuleComplexityTests
{
    private const string Reason =
        "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character";

    [Theory]
    [InlineData("""{"wildcard":"arn:aws:events:us-east-1:*:event-bus/*"}""")]
    [InlineData("""{"wildcard":"/Users/*/dir/dir/dir/dir/dir/doc.txt"}""")]
    [InlineData("""{"anything-but":{"wildcard":["*/init/*","*/dir/*"]}}""")]
    [InlineData("""{"wildcard":"*:stack/One/*"},{"wildcard":"*:stack/Two/*"},{"wildcard":"*:stack/Three/*"}""")]
    public void A_rule_that_aws_accepted_is_accepted(string conditions) => EventPattern.Parse(Pattern(conditions));

    [Theory]
    // Recorded answer.
    [InlineData("""{"wildcard":"*:*:*:*:*:event-bus/*"}""")]
    [InlineData("""{"anything-but":{"wildcard":"*:*:*:*:*:event-bus/*"}}""")]
    [InlineData("""{"anything-but":{"wildcard":["*a*","*b*","*c*","*d*","*e*"]}}""")]
    [InlineData("""{"wildcard":"*:stack/One/*"},{"wildcard":"*:stack/Two/*"},{"wildcard":"*:stack/Three/*"},{"wildcard":"*:stack/Four/*"}""")]
    [InlineData("""{"wildcard":"*aaaaaaaaaaaaaaaa"}""")]
    public void A_rule_whose_wildcards_are_too_complex_is_refused_with_the_words_of_aws(string conditions) => Assert.Equal(
        $"{Reason}\n at detail.name", Assert.Throws<InvalidEventPatternException>(() => EventPattern.Parse(Pattern(conditions))).Message);

    [Fact]
    public void The_wildcards_of_different_fields_and_equal_wildcards_do_not_add_up()
    {
        const string Wildcard = """[{"wildcard":"*a*b*"},{"wildcard":"*a*b*"}]""";

        EventPattern.Parse($$"""{"a":{{Wildcard}},"b":{{Wildcard}},"$or":[{"c":{{Wildcard}}},{"d":{{Wildcard}}}]}""");
    }

    [Fact]
    public void The_wildcards_of_a_field_in_several_branches_add_up() => Assert.StartsWith(
        Reason,
        Assert.Throws<InvalidEventPatternException>(() => EventPattern.Parse(
            """{"$or":[{"a":[{"wildcard":"*a*b*"}]},{"a":[{"wildcard":"*b*a*"}]},{"a":[{"wildcard":"*ab*b*"}]}]}""")).Message,
        StringComparison.Ordinal);

    private static string Pattern(string conditions) => $$$"""{"detail":{"name":[{{{conditions}}}]}}""";
}
