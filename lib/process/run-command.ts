import { inspect } from "node:util";

/** Errors of every command whose message is a sentence for the operator. Their modules are loaded with the command. */
const sentences = ["CannotStart", "BadSetting"];

/**
 * Runs a command with its arguments. The process exits with the number that it returns, or with 2 if it fails: then
 * after one sentence if the error is one of the given names, else after the error with its stack.
 */
export async function runCommand(main: (args: string[]) => Promise<number>, ...names: string[]): Promise<void> {
	process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
		const isSentence = error instanceof Error && [...sentences, ...names].includes(error.name);
		writeLine(isSentence ? error.message : inspect(error));
		return 2;
	});
}

/** Standard output is for the result alone. */
export function writeLine(sentence: string): void {
	process.stderr.write(`${sentence}\n`);
}
