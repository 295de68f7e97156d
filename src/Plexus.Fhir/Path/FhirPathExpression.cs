using Plexus.Fhir.Paths;

namespace Plexus.Fhir;

/// <summary>A compiled expression: immutable, safe on any thread, cheap to evaluate again and again.</summary>
public sealed class FhirPathExpression
{
    private readonly Plan _plan;

    internal FhirPathExpression(string text, FhirModel model, Plan plan, IReadOnlyList<FhirPathError> warnings)
    {
        Text = text;
        Model = model;
        _plan = plan;
        Warnings = warnings;
    }

    public string Text { get; }

    public FhirVersion Version => Model.Version;

    /// <summary>What can be evaluated but hardly be meant: names that no element has there, order where there is none.</summary>
    public IReadOnlyList<FhirPathError> Warnings { get; }

    internal FhirModel Model { get; }

    /// <summary>The collection that the expression gives.</summary>
    /// <param name="context">The element to start from; nothing is an empty focus.</param>
    /// <exception cref="FhirPathException">The evaluation met an error or a limit.</exception>
    /// <exception cref="ArgumentException">The element is of another FHIR version.</exception>
    public IReadOnlyList<FhirPathValue> Evaluate(FhirElement context = default, FhirPathOptions? options = null) =>
        Run(context, options, static (plan, frame) =>
        {
            var output = frame.Rent();
            plan.Collect(frame, output);
            var result = output.ToArray();
            frame.Return(output);
            return result;
        });

    /// <summary>The truth of the expression: null for an empty result; a single item that is no Boolean is true.</summary>
    /// <inheritdoc cref="Evaluate" path="/param"/>
    /// <inheritdoc cref="Evaluate" path="/exception"/>
    public bool? Test(FhirElement context, FhirPathOptions? options = null) =>
        Run(context, options, static (plan, frame) => plan.Test(frame)) switch
        {
            Truth.True => true,
            Truth.False => false,
            _ => null,
        };

    /// <summary>Whether the expression is true, as an invariant must be: an empty result is a failure.</summary>
    /// <inheritdoc cref="Evaluate" path="/param"/>
    /// <inheritdoc cref="Evaluate" path="/exception"/>
    public bool Predicate(FhirElement context, FhirPathOptions? options = null) => Test(context, options) == true;

    /// <summary>Like <see cref="Evaluate"/>, with an error as a result.</summary>
    /// <returns>False when there is an error.</returns>
    public bool TryEvaluate(FhirElement context, FhirPathOptions? options, out IReadOnlyList<FhirPathValue> result, out FhirPathError? error)
    {
        try
        {
            result = Evaluate(context, options);
            error = null;
            return true;
        }
        catch (FhirPathException fault)
        {
            result = [];
            error = fault.Error;
            return false;
        }
    }

    public override string ToString() => Text;

    private TResult Run<TResult>(FhirElement context, FhirPathOptions? options, Func<Plan, Frame, TResult> run)
    {
        options ??= FhirPathOptions.Default;
        if ((context.Exists && !ReferenceEquals(context.Document!.Model, Model)) || (options.Context.Exists && !ReferenceEquals(options.Context.Document!.Model, Model)))
            throw new ArgumentException($"The expression is compiled for {Version}, the element is of another version.", nameof(context));

        var frame = Frame.Start(Model, context, options);
        try
        {
            return run(_plan, frame);
        }
        catch (PathFault fault)
        {
            throw new FhirPathException(fault.ToError(Text));
        }
        catch (InvalidOperationException sorting) when (sorting.InnerException is PathFault fault)
        {
            // What a comparison throws, sorting wraps.
            throw new FhirPathException(fault.ToError(Text));
        }
        finally
        {
            frame.Finish();
        }
    }
}
