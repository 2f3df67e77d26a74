import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, stop } from "esbuild";
import { dataOfPackages, nextByFile } from "./bundle.mjs";
import { ENTRIES } from "./products.mjs";

/** Beside `dist`, so that a bundled test finds `db/migrations` as the bundled app does. */
const folder = "dist-tests";

/** The programs that tests start; each is found beside the bundle of its test. */
const CHILDREN = {
	worker: ENTRIES.worker,
	"backup-child": ENTRIES["backup-child"],
	"bad-child": "test/support/bad-child.ts",
	"bad-parent": "test/support/bad-parent.ts",
	"second-instance": "test/support/second-instance.ts",
	"job-worker": "test/support/job-worker.ts",
};

/**
 * These mostly wait for programs that they start. Node takes test files by name, and with this one before the groups
 * they do not keep the run waiting at its end.
 */
const WAITING = ["lib/import/cli.test.ts", "lib/storage/storage.test.ts"];

/** Loading and warming up the backend takes longer than most files' tests, so such files share a process. */
const BACKEND = "test/support/test-server.ts";

/** A test that loads neither starts no program and no server. */
const STARTS_SOMETHING = ["node:child_process", "node:http"];

/**
 * Every process loads the backend and warms it up anew, which takes as long as several files. Two for each of those
 * that run at once, so that these end at about the same time.
 */
const backendProcesses = 6;
/** Such files take less time than the start of a process. */
const quickFilesPerProcess = 24;

/**
 * Bundles the test files with the project's code that they import; packages stay external. Without this every test file
 * compiles hundreds of modules anew. Returns the programs to run: first those that run several files that use the
 * backend, one after another, then one for each file that starts something else, then those that run several files that
 * start nothing. With `quickOnly` these alone.
 * @param {string[]} files
 * @param {{ quickOnly?: boolean }} [options]
 */
export async function bundleTests(files, { quickOnly = false } = {}) {
	const tests = Object.fromEntries(files.map((file) => [nameOf(file), file]));
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder);
	const { metafile } = await build({
		entryPoints: { ...CHILDREN, ...tests },
		outdir: folder,
		bundle: true,
		// The files of one process share its modules, and each module is compiled once.
		splitting: true,
		metafile: true,
		platform: "node",
		format: "esm",
		target: "node20",
		packages: "external",
		alias: { "@": process.cwd() },
		plugins: [nextByFile, dataOfPackages],
		loader: { ".css": "empty" },
		keepNames: true,
		sourcemap: "linked",
		sourcesContent: false,
		logLevel: "warning",
	});
	await stop();
	const { inputs } = metafile;
	const importsAny = (/** @type {string[]} */ modules) => {
		const found = filesThatImport(modules, inputs);
		return (/** @type {string} */ name) => found.has(tests[name] ?? "");
	};
	const startsSomething = importsAny(STARTS_SOMETHING);
	const usesBackend = importsAny([BACKEND]);
	const names = Object.keys(tests);
	const quick = names.filter((name) => !startsSomething(name));
	const quickPrograms = writeGroups("quick", quick, Math.ceil(quick.length / quickFilesPerProcess));
	if (quickOnly) return quickPrograms;
	const alone = names.filter((name) => startsSomething(name) && !usesBackend(name));
	return [
		...writeGroups("backend", names.filter(usesBackend), backendProcesses),
		...alone.map((name) => join(folder, `${name}.js`)),
		...quickPrograms,
	];
}

/** @param {string} file */
function nameOf(file) {
	const name = file.replace(/\.tsx?$/, "").replaceAll("/", ".");
	return WAITING.includes(file) ? `early.${name}` : name;
}

/**
 * Returns the files that import one of these modules, directly or through others.
 * @param {string[]} modules
 * @param {import("esbuild").Metafile["inputs"]} inputs
 */
function filesThatImport(modules, inputs) {
	const found = new Set(modules);
	for (const one of found)
		for (const [importer, { imports }] of Object.entries(inputs))
			if (imports.some(({ path }) => path === one)) found.add(importer);
	return found;
}

/**
 * Writes the programs that run several test files each. A file's tests and hooks are a suite, and the next file is
 * loaded when that suite has ended.
 * @param {string} kind
 * @param {string[]} names
 * @param {number} programs
 */
function writeGroups(kind, names, programs) {
	return Array.from({ length: programs }, (_, program) => {
		// The files of one folder take about as long as each other, so they are dealt out.
		const files = names.filter((_, place) => place % programs === program);
		const path = join(folder, `${kind}-${program + 1}.js`);
		writeFileSync(path, `${groupProgram}\n${files.map((name) => `await run(${JSON.stringify(name)});`).join("\n")}\n`);
		return path;
	});
}

// node:test follows every promise, timer and socket through async_hooks, to know to which test what happens in it
// belongs. That is needed while a file is loaded, and slows down all that its tests do. Without it an error that nothing
// awaits belongs to no test, so it ends the program.
//
// A test around the suites: Node 22 does not fail a run for a hook of a suite.
const groupProgram = `import asyncHooks from "node:async_hooks";
const { createHook } = asyncHooks;
let hook;
asyncHooks.createHook = (callbacks) => (hook = createHook(callbacks));
const { after, describe, test } = await import("node:test");
asyncHooks.createHook = createHook;
for (const event of ["uncaughtException", "unhandledRejection"])
	process.on(event, (error) => {
		console.error(error);
		process.exit(1);
	});
const run = async (name) => {
	hook?.enable();
	const fail = () => {
		console.error(\`\${name} never ended, so the files after it did not run.\`);
		process.exitCode = 1;
	};
	process.once("exit", fail);
	await test(name, async () => {
		await new Promise((ended) => {
			describe("run", () => {
				// Not a hook of the file itself: one that fails would prevent it.
				after(ended);
				describe("file", async () => {
					hook?.enable();
					await import(\`./\${name}.js\`).catch((error) => test("is loaded", () => Promise.reject(error)));
					hook?.disable();
				});
			});
		});
		// The suite has ended once its last hook has returned.
		await new Promise(setImmediate);
	});
	process.off("exit", fail);
};`;
