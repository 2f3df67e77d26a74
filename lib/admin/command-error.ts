/** A reason that the operator can mend. Its message is one sentence. */
export class CommandError extends Error {
	override readonly name = "CommandError";
}
