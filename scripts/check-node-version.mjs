// Every script imports this first: it prints one sentence about a missing requirement before anything else can fail
// because of it.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");
process.chdir(root);

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 9)) {
	end(`Hearth needs Node 20.9 or newer, and this is ${process.versions.node}.`);
}
if (!existsSync("node_modules/next")) end("The packages are missing: run npm install first.");

/**
 * Exits with one sentence instead of a stack trace.
 * @param {string} sentence
 * @returns {never}
 */
export function end(sentence) {
	process.stderr.write(`${sentence}\n`);
	process.exit(1);
}
