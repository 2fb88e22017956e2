using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query.Internal;

namespace Workers.Hosting.Store;

/// <summary>
/// Marks queries composed on raw SQL with a comment: EF Core reports them like any other query. The raw SQL may call functions or take
/// locks, so such queries start the consumer's transaction, as other raw SQL does.
/// </summary>
internal sealed class RawSqlMark : IQueryExpressionInterceptor
{
    public static readonly RawSqlMark Instance = new();

    private const string Mark = "raw SQL";

    private static readonly MethodInfo TagWith = typeof(EntityFrameworkQueryableExtensions).GetMethods()
        .Single(method => method.Name == nameof(EntityFrameworkQueryableExtensions.TagWith));

    /// <summary>Whether a statement was marked.</summary>
    public static bool IsOn(string sql) => sql.StartsWith($"-- {Mark}", StringComparison.Ordinal);

    /// <inheritdoc />
    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData) =>
        new Marking().Visit(queryExpression);

    private sealed class Marking : ExpressionVisitor
    {
        // Their types are internal only by namespace; no public type distinguishes them from other query roots.
#pragma warning disable EF1001
        protected override Expression VisitExtension(Expression node) => node is FromSqlQueryRootExpression or SqlQueryRootExpression
            ? Expression.Call(TagWith.MakeGenericMethod(node.Type.GetGenericArguments()[0]), node, Expression.Constant(Mark))
            : base.VisitExtension(node);
#pragma warning restore EF1001
    }
}
