using System.Collections.Frozen;

namespace Plexus.Standards.Itk3;

/// <param name="Display">Required on the wire.</param>
internal sealed record MessageEvent(string Code, string Display);

/// <summary>ITK-MessageEvent-2 v2.8.0: what kind of message it is. Receivers go by this and the document's type, not by the workflow.</summary>
internal static class MessageEvents
{
    internal const string SendDocument = "ITK007C";
    internal const string Response = "ITK008M";

    internal static readonly FrozenDictionary<string, MessageEvent> All = new MessageEvent[]
    {
        new("ITK003D", "ITK eDischarge"),
        new("ITK004D", "ITK Mental Health eDischarge"),
        new("ITK005D", "ITK Emergency Care eDischarge"),
        new("ITK006D", "ITK Outpatient Letter"),
        new(SendDocument, "ITK GP Connect Send Document"),
        new(Response, "ITK Response"),
        new("ITK009D", "ITK Digital Medicine Immunization Document"),
        new("ITK010D", "ITK Digital Medicine Emergency Supply Document"),
        new("ITK011M", "ITK Events Management Service"),
        new("ITK012M", "ITK National Pathology"),
        new("ITK013D", "ITK Digital Medicine Minor Illness Document"),
        new("ITK014M", "ITK Update Record"),
    }.ToFrozenDictionary(row => row.Code);
}
