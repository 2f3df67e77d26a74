// A loader for the build (next.config.mjs): leaves of virtua what the app uses. Turbopack would send unused lists and
// grids of it to the browser; esbuild drops them.
const { dirname } = require("node:path");
const { build } = require("esbuild");

/** @this {{ resourcePath: string }} */
module.exports = async function load() {
	const { outputFiles } = await build({
		stdin: {
			contents: `export { Virtualizer } from ${JSON.stringify(this.resourcePath)};`,
			resolveDir: dirname(this.resourcePath),
		},
		bundle: true,
		format: "esm",
		packages: "external",
		write: false,
	});
	return outputFiles[0]?.text ?? "";
};
