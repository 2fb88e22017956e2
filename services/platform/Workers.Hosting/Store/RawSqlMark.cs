using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query.Internal;

namespace Workers.Hosting.Store;

/// <summary>
/// Marks, with a comment, queries that are composed of raw SQL: EF Core reports them like any other query, and what the SQL calls or locks
/// cannot be seen, so they begin the consumer's transaction as other raw SQL does.
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
        eventData.Context is WorkerDbContext ? new Marking().Visit(queryExpression) : queryExpression;

    private sealed class Marking : ExpressionVisitor
    {
        // Their types are internal by their namespace only; no public type distinguishes them from other roots of queries.
#pragma warning disable EF1001
        protected override Expression VisitExtension(Expression node) => node is FromSqlQueryRootExpression or SqlQueryRootExpression
            ? Expression.Call(TagWith.MakeGenericMethod(node.Type.GetGenericArguments()[0]), node, Expression.Constant(Mark))
            : base.VisitExtension(node);
#pragma warning restore EF1001
    }
}
