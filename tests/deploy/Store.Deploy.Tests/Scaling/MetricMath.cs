using System.Globalization;
using System.Text.RegularExpressions;

namespace Store.Deploy.Tests.Scaling;

/// <summary>
/// Evaluates the part of CloudWatch's metric math that the templates use: numbers, metrics, arithmetic, comparisons, AND, OR, IF and FILL
/// (Amazon CloudWatch User Guide, "Using math expressions with CloudWatch metrics"). A data point is null where a metric has none, and so
/// is every result that needs it.
/// </summary>
internal sealed partial class MetricMath
{
    private static readonly string[][] Levels = [["OR"], ["AND"], ["<", "<=", ">", ">=", "=="], ["+", "-"], ["*", "/"]];

    private readonly List<string> _tokens;
    private readonly IReadOnlyDictionary<string, double?[]> _metrics;
    private readonly int _length;
    private int _next;

    private MetricMath(string expression, IReadOnlyDictionary<string, double?[]> metrics)
    {
        _tokens = [.. Token().Matches(expression).Select(match => match.Value)];
        _metrics = metrics;
        _length = metrics.Values.First().Length;
    }

    /// <summary>The values of an expression, one for each data point of the metrics.</summary>
    public static double?[] Evaluate(string expression, IReadOnlyDictionary<string, double?[]> metrics)
    {
        var math = new MetricMath(expression, metrics);
        var values = math.Level(0);
        Assert.Equal(math._tokens.Count, math._next);
        return values;
    }

    private double?[] Level(int level)
    {
        if (level == Levels.Length)
            return Operand();
        var left = Level(level + 1);
        while (_next < _tokens.Count && Levels[level].Contains(_tokens[_next], StringComparer.Ordinal))
        {
            var by = _tokens[_next++];
            var right = Level(level + 1);
            left = [.. left.Zip(right, (one, other) => one is { } a && other is { } b ? Apply(by, a, b) : null)];
        }

        return left;
    }

    private double?[] Operand()
    {
        var token = _tokens[_next++];
        if (token == "(")
            return Close(Level(0));
        if (double.TryParse(token, CultureInfo.InvariantCulture, out var number))
            return [.. Enumerable.Repeat<double?>(number, _length)];
        return token switch
        {
            "IF" => Choose(),
            "FILL" => Fill(),
            _ => _metrics[token],
        };
    }

    private double?[] Choose()
    {
        Expect("(");
        var condition = Level(0);
        Expect(",");
        var yes = Level(0);
        Expect(",");
        var no = Close(Level(0));
        return [.. condition.Select((value, at) => value is null ? null : value != 0 ? yes[at] : no[at])];
    }

    private double?[] Fill()
    {
        Expect("(");
        var values = Level(0);
        Expect(",");
        if (_tokens[_next] != "REPEAT")
        {
            var by = Close(Level(0));
            return [.. values.Select((value, at) => value ?? by[at])];
        }

        _next++;
        double? last = null;
        return Close([.. values.Select(value => last = value ?? last)]);
    }

    private double?[] Close(double?[] values)
    {
        Expect(")");
        return values;
    }

    private void Expect(string token) => Assert.Equal(token, _tokens[_next++]);

    private static double? Apply(string by, double one, double other) => by switch
    {
        "OR" => one != 0 || other != 0 ? 1 : 0,
        "AND" => one != 0 && other != 0 ? 1 : 0,
        "<" => one < other ? 1 : 0,
        "<=" => one <= other ? 1 : 0,
        ">" => one > other ? 1 : 0,
        ">=" => one >= other ? 1 : 0,
        "==" => one == other ? 1 : 0,
        "+" => one + other,
        "-" => one - other,
        "*" => one * other,
        _ => other == 0 ? null : one / other,
    };

    [GeneratedRegex(@"[0-9]+(\.[0-9]+)?|\w+|<=|>=|==|[-+*/<>(),]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}
