import { build } from "esbuild";

const STARTS_SOMETHING = ["node:child_process", "node:http"];

/**
 * The tests that start neither a program nor a server, so no database, no app, no worker: those where neither the test nor
 * any file it loads imports what would start one.
 * @param {string[]} files
 */
export async function quickTests(files) {
	const { metafile } = await build({
		entryPoints: files,
		outdir: "dist/never-written",
		write: false,
		metafile: true,
		bundle: true,
		platform: "node",
		format: "esm",
		packages: "external",
		alias: { "@": process.cwd() },
		logLevel: "error",
	});
	const { inputs, outputs } = metafile;
	/** @param {string} file */
	const starts = (file) => inputs[file]?.imports.some(({ path }) => STARTS_SOMETHING.includes(path));
	return Object.values(outputs).flatMap(({ entryPoint, inputs }) =>
		entryPoint && !Object.keys(inputs).some(starts) ? entryPoint : [],
	);
}
