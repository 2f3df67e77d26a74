import { join } from "node:path";

/** What runs outside Next, by the name of its file in dist/. */
export const ENTRIES = {
	main: "main.ts",
	server: "server.ts",
	worker: "lib/workers/child.ts",
	import: "lib/import/cli.ts",
	bench: "bench/main.ts",
	"bench-browser": "bench/browser/main.ts",
	"bench-restart": "bench/restart/main.ts",
	chaos: "bench/chaos/main.ts",
	simulate: "bench/simulate/main.ts",
};

/** @typedef {keyof typeof ENTRIES} Program */

/** @param {Program} name */
export const outputOf = (name) => join("dist", `${name}.js`);

/** @param {string} name @returns {name is Program} */
export const isProgram = (name) => Object.hasOwn(ENTRIES, name);

export const PROGRAMS = Object.keys(ENTRIES).filter(isProgram);
