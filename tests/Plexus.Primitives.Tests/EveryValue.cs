using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Plexus.Primitives.Tests;

/// <summary>What all the values promise alike.</summary>
public sealed class EveryValue
{
    private const string Nonsense = "Jöhn\u0001 SMITH, 4 High Street";

    [Fact] public void An_NHS_number_keeps_the_promises() => Keeps<NhsNumber>("9990000018");

    [Fact] public void An_ODS_code_keeps_the_promises() => Keeps<OdsCode>("B86056");

    [Fact] public void A_SNOMED_code_keeps_the_promises() => Keeps<SnomedCode>("22298006");

    [Fact] public void A_mailbox_id_keeps_the_promises() => Keeps<MeshMailboxId>("X26ABC1");

    [Fact] public void A_message_id_keeps_the_promises() => Keeps<MeshMessageId>("20200529155357895317_3573F8");

    [Fact] public void A_workflow_id_keeps_the_promises() => Keeps<WorkflowId>("GPCONNECT_SEND_DOCUMENT");

    [Fact] public void A_workflow_pattern_keeps_the_promises() => Keeps<WorkflowPattern>("TOC_FHIR_*");

    [Fact] public void An_ASID_keeps_the_promises() => Keeps<Asid>("200000000205");

    [Fact] public void A_prescription_id_keeps_the_promises() => Keeps<PrescriptionId>("24F5DA-A83008-7EFE6Z");

    [Fact] public void A_UBRN_keeps_the_promises() => Keeps<Ubrn>("000000070000");

    private static void Keeps<T>(string text)
        where T : struct, ITextValue<T>
    {
        var value = T.Parse(text, CultureInfo.InvariantCulture);

        value.ToWire().ShouldBe(text);
        T.Parse(new string(text), CultureInfo.InvariantCulture).ShouldBe(value);
        JsonSerializer.Serialize(value).ShouldBe($"\"{text}\"");
        JsonSerializer.Deserialize<T>($"\"{text}\"").ShouldBe(value);
        var keyed = new Dictionary<T, int> { [value] = 1 };
        JsonSerializer.Deserialize<Dictionary<T, int>>(JsonSerializer.Serialize(keyed)).ShouldBe(keyed);
        JsonSerializer.Deserialize<T?>("null").ShouldBeNull();

        RefusesWithoutRepeating<T>();
        AcceptsNothingItCannotWriteBack<T>();
        default(T).ToString().ShouldNotBeNull();
        Should.Throw<InvalidOperationException>(() => default(T).ToWire());
    }

    private static void RefusesWithoutRepeating<T>()
        where T : struct, ITextValue<T>
    {
        T.TryParse(null, null, out _).ShouldBeFalse();
        T.TryParse("", null, out _).ShouldBeFalse();
        T.TryParse(Nonsense, null, out _).ShouldBeFalse();
        T.TryParse(new string('1', 100_000), null, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => T.Parse(Nonsense, null)).ToString().ShouldNotContain("SMITH");
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(Nonsense))).ToString().ShouldNotContain("SMITH");
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<T>("1234567890"));
    }

    private static void AcceptsNothingItCannotWriteBack<T>()
        where T : struct, ITextValue<T> =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text =>
            !T.TryParse(text, null, out var value) || T.Parse(value.ToWire(), null).Equals(value)).QuickCheckThrowOnFailure();
}
