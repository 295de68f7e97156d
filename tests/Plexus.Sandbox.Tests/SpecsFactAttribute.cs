using Plexus.Sandbox.Tests.Mesh;

namespace Plexus.Sandbox.Tests;

/// <summary>A test over the shared specifications; skipped, saying so, in a checkout that does not have them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SpecsFactAttribute : FactAttribute
{
    public SpecsFactAttribute()
    {
        if (ObservedExchanges.Specs is null)
            Skip = "The shared specifications are not beside this checkout.";
    }
}
