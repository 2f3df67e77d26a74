/** The database cannot be upgraded, and the old one is in use as before. The message is a sentence for the operator. */
export class UpgradeError extends Error {
	override readonly name = "UpgradeError";
}
