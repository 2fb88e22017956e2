namespace Store.Deploy.Tests.Scaling;

/// <summary>The evaluation of metric math that the models of scaling use.</summary>
public sealed class MetricMathTests
{
    [Theory]
    [InlineData("a + 2 * 3", "7 8 ")]
    [InlineData("(a + 2) * 3", "9 12 ")]
    [InlineData("FILL(a, REPEAT)", "1 2 2")]
    [InlineData("FILL(b, REPEAT)", " 5 5")]
    [InlineData("FILL(b, 0)", "0 5 5")]
    [InlineData("IF(FILL(a, 0) < 1, 10, 20)", "20 20 10")]
    [InlineData("IF(a > 1 AND b > 4, b, a)", " 5 ")]
    [InlineData("a > 1 OR a < 1", "0 1 ")]
    [InlineData("1 / (a - 1)", " 1 ")]
    public void A_result_has_no_value_where_a_metric_that_it_needs_has_none(string expression, string expected) => Assert.Equal(
        expected,
        string.Join(' ', MetricMath.Evaluate(expression, new Dictionary<string, double?[]> { ["a"] = [1, 2, null], ["b"] = [null, 5, 5] })));
}
