namespace Plexus.Engine.Commands;

/// <summary>A command cannot be carried out as things are; nothing was changed.</summary>
public sealed class CommandRefusedException : Exception
{
    /// <param name="code">Stable: one of the constants here.</param>
    /// <param name="message">For the person who asked; never patient data.</param>
    public CommandRefusedException(string code, string message)
        : base(message) => Code = code;

    public CommandRefusedException()
    {
    }

    public CommandRefusedException(string message)
        : base(message)
    {
    }

    public CommandRefusedException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>There is no such thing in this organisation.</summary>
    public const string NotFound = "not-found";

    /// <summary>The thing is not in a state that allows it, or somebody else was faster.</summary>
    public const string WrongState = "wrong-state";

    /// <summary>The task does not offer the decision.</summary>
    public const string UnknownDecision = "unknown-decision";

    /// <summary>The decision names a patient, and none was chosen.</summary>
    public const string PatientRequired = "patient-required";

    /// <summary>A patient was chosen for a decision that names none.</summary>
    public const string PatientNotWanted = "patient-not-wanted";

    /// <summary>The standard and role are not switched on for the organisation.</summary>
    public const string CapabilityOff = "capability-off";

    /// <summary>The standard's role has no such command.</summary>
    public const string UnknownCommand = "unknown-command";

    public string Code { get; } = "refused";
}
