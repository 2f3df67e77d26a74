/** The import cannot run or continue. The message is a sentence for the operator. */
export class ImportError extends Error {
	override readonly name = "CannotImport";
}
