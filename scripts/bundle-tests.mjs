import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build, stop } from "esbuild";
import { dataOfPackages, nextByFile } from "./bundle.mjs";
import { ENTRIES } from "./products.mjs";

/** Beside `dist`, so that a bundled test finds `db/migrations` as the bundled app does. */
const folder = "dist-tests";

/** The programs that tests start; each is found beside the bundle of its test. */
const CHILDREN = {
	worker: ENTRIES.worker,
	"bad-child": "test/support/bad-child.ts",
	"bad-parent": "test/support/bad-parent.ts",
	"second-instance": "test/support/second-instance.ts",
	"job-worker": "test/support/job-worker.ts",
};

/**
 * Bundles each test file with the project's code that it imports; packages stay external. Without this every test file
 * compiles hundreds of modules anew. Returns the bundles' paths, in the order of `files`.
 * @param {string[]} files
 */
export async function bundleTests(files) {
	const tests = Object.fromEntries(files.map((file) => [file.replace(/\.tsx?$/, "").replaceAll("/", "."), file]));
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder);
	await build({
		entryPoints: { ...CHILDREN, ...tests },
		outdir: folder,
		bundle: true,
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
	return Object.keys(tests).map((name) => join(folder, `${name}.js`));
}
