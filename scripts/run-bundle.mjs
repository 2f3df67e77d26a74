import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { end } from "./check-node-version.mjs";

/** Errors whose message is a sentence for the person at the terminal; a stack trace would only hide it. */
const SENTENCES = ["BadSetting", "CannotStart"];

/**
 * Runs a program in this process.
 * @param {string} file
 */
export async function enter(file) {
	process.setSourceMapsEnabled(true);
	try {
		await import(pathToFileURL(resolve(file)).href);
	} catch (error) {
		if (error instanceof Error && SENTENCES.includes(error.name)) end(error.message);
		// Next, once it is loaded, keeps a process alive whose program has failed.
		end((error instanceof Error && error.stack) || String(error));
	}
}
