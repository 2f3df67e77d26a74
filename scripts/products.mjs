import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Programs that run outside Next, by their file name in dist/. */
export const ENTRIES = {
	main: "main.ts",
	server: "server.ts",
	worker: "lib/workers/child.ts",
	import: "lib/import/cli.ts",
	admin: "lib/admin/cli.ts",
	backup: "lib/backup/cli.ts",
	restore: "lib/backup/restore-cli.ts",
	"backup-child": "lib/backup/child.ts",
	"upgrade-database": "lib/upgrade-database/cli.ts",
	doctor: "lib/doctor/cli.ts",
	bench: "bench/main.ts",
	"bench-browser": "bench/browser/main.ts",
	"bench-restart": "bench/restart/main.ts",
	"bench-enumeration": "bench/enumeration/main.ts",
	chaos: "bench/chaos/main.ts",
	simulate: "bench/simulate/main.ts",
};

/** @typedef {keyof typeof ENTRIES} Program */

/** @param {Program} name */
export const outputOf = (name) => join("dist", `${name}.js`);

/** @param {string} name @returns {name is Program} */
export const isProgram = (name) => Object.hasOwn(ENTRIES, name);

export const PROGRAMS = Object.keys(ENTRIES).filter(isProgram);

/** Next's output folder. */
export const nextFolder = process.env.HEARTH_DIST_DIR || ".next";

const FOLDERS = ["app", "db", "lib", "locales"];
const BUILDERS = [
	"scripts/build.mjs",
	"scripts/bundle.mjs",
	"scripts/compress-static-files.mjs",
	"scripts/virtua-loader.cjs",
	"scripts/leave-out-loader.cjs",
];
/** Measuring programs; changes to their sources must not make the app's build stale. */
const MEASURING = ["bench", "bench-browser", "bench-restart", "bench-enumeration", "chaos", "simulate"];
const ROOT_FILES = /\.(ts|mjs|json)$/;
const NO_INPUT =
	/\.test\.tsx?$|^next-env\.d\.ts$|^playwright\.config\.ts$|^biome\.json$|^drizzle\.config\.ts$|\.DS_Store$/;

/**
 * Returns a hash of the sources of the pages, or of one program: it changes when the build output would change.
 * @param {Program} [program]
 */
export function hashInputs(program) {
	const hash = createHash("sha256").update(`${process.version} ${process.platform} ${process.arch}\0`);
	const top = readdirSync(".", { withFileTypes: true }).filter(
		(entry) => entry.isFile() && ROOT_FILES.test(entry.name),
	);
	const files = [
		...BUILDERS,
		...top.map((entry) => entry.name),
		...[...FOLDERS, ...(MEASURING.includes(program ?? "") ? ["bench", "e2e"] : [])].flatMap(walk),
	];
	for (const file of files.filter((name) => !NO_INPUT.test(name)).sort()) {
		hash.update(file).update("\0").update(readFileSync(file)).update("\0");
	}
	return hash.digest("hex");
}

/**
 * Whether `product` was built from these inputs.
 * @param {string} product
 * @param {string} hash
 */
export function isFresh(product, hash) {
	return existsSync(product) && existsSync(stampOf(product)) && readFileSync(stampOf(product), "utf8") === hash;
}

/**
 * @param {string} product
 * @param {string} hash
 */
export function markFresh(product, hash) {
	mkdirSync(dirname(product), { recursive: true });
	writeFileSync(stampOf(product), hash);
}

/** @param {string} product */
const stampOf = (product) => `${product}.made-from`;

/**
 * @param {string} folder
 * @returns {string[]}
 */
function walk(folder) {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		return entry.isDirectory() ? walk(path) : [path];
	});
}
