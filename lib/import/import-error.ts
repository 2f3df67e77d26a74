/** The import cannot run, or cannot go on. The message is a sentence for the person at the terminal. */
export class ImportError extends Error {
	override readonly name = "CannotImport";
}
