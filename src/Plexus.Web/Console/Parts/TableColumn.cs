using Microsoft.AspNetCore.Components;

namespace Plexus.Web.Console.Parts;

/// <summary>A column of a <see cref="PagedTable{TRow}"/>.</summary>
/// <param name="Title">Its heading; on a phone it stands before each value.</param>
/// <param name="Cell">What a row shows in it.</param>
/// <param name="Numeric">Figures line up on the right.</param>
public sealed record TableColumn<TRow>(string Title, RenderFragment<TRow> Cell, bool Numeric = false);
