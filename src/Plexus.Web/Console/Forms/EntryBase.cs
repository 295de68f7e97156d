using Microsoft.AspNetCore.Components;

namespace Plexus.Web.Console.Forms;

/// <summary>What every field of a form has.</summary>
public abstract class EntryBase : ComponentBase
{
    [Parameter, EditorRequired]
    public required FormEntry Form { get; set; }

    /// <summary>The field's path in the API's request, such as <c>patient.nhsNumber</c>.</summary>
    [Parameter, EditorRequired]
    public required string Name { get; set; }

    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>Says so beside the label.</summary>
    [Parameter]
    public bool Optional { get; set; }

    [Parameter]
    public string? Hint { get; set; }

    private protected string Id => FormEntry.IdOf(Name);

    private protected string? Problem => Form.ProblemOf(Name);

    private protected string? DescribedBy => EntryFrame.DescribedBy(Id, Hint, Problem);
}
