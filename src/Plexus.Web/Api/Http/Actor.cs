using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Plexus.Web.Api.Http;

/// <summary>Who acts, as the audit and the histories of tasks name them.</summary>
/// <remarks>Until sign-in exists the header <c>X-Plexus-User</c> is believed; without it the console acts.</remarks>
internal readonly partial record struct Actor(string Name)
{
    public const string Header = "X-Plexus-User";

    public static Actor Console { get; } = new("console");

    /// <exception cref="ApiRefusal">The header does not hold a name.</exception>
    public static Actor Of(HttpContext context)
    {
        var name = context.Request.Headers[Header].ToString();
        if (name.Length == 0)
            return Console;
        return Names().IsMatch(name) ? new(name) : throw ApiRefusal.Invalid(Header, "A user's name has 1 to 100 letters, digits or . _ - @ :");
    }

    public static ValueTask<Actor> BindAsync(HttpContext context, ParameterInfo _) => ValueTask.FromResult(Of(context));

    public override string ToString() => Name;

    [GeneratedRegex(@"\A[A-Za-z0-9._@:-]{1,100}\z")]
    private static partial Regex Names();
}
