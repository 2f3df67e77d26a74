import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build, stop } from "esbuild";
import { ENTRIES, hashInputs, markFresh, outputOf } from "./products.mjs";

/**
 * Bundles the project's own code; packages stay external. Each output file is written atomically, even when two
 * processes bundle at once.
 * @param {import("./products.mjs").Program[]} names
 */
export async function bundle(names) {
	// Hash before reading the sources, so that a change made during the bundling is detected.
	const made = names
		.filter((name) => existsSync(ENTRIES[name]))
		.map((name) => ({ name, file: ENTRIES[name], hash: hashInputs(name) }));
	const entryPoints = Object.fromEntries(made.map(({ name, file }) => [name, file]));
	const draft = join("dist", `draft-${process.pid}`);
	mkdirSync(draft, { recursive: true });
	try {
		await build({
			entryPoints,
			outdir: draft,
			bundle: true,
			platform: "node",
			format: "esm",
			target: "node20",
			packages: "external",
			alias: { "@": process.cwd() },
			plugins: [nextByFile, dataOfPackages, serverByFile],
			sourcemap: "linked",
			logLevel: "warning",
			define: { "process.env.NODE_ENV": '"production"' },
		});
		for (const file of readdirSync(draft)) renameSync(join(draft, file), join("dist", file));
	} finally {
		rmSync(draft, { recursive: true, force: true });
		await stop();
	}
	for (const { name, hash } of made) markFresh(outputOf(name), hash);
}

/**
 * `next` has no exports map, so Node needs the file name of `next/headers`.
 * @type {import("esbuild").Plugin}
 */
export const nextByFile = {
	name: "next-by-file",
	setup({ onResolve }) {
		onResolve({ filter: /^next\/[^.]+$/ }, ({ path }) => ({ path: `${path}.js`, external: true }));
	},
};

/**
 * Node itself cannot import a package's style sheets and JSON.
 * @type {import("esbuild").Plugin}
 */
export const dataOfPackages = {
	name: "data-of-packages",
	setup({ onResolve }) {
		const { resolve } = createRequire(import.meta.url);
		onResolve({ filter: /^[^./].*\.(css|json)$/ }, ({ path }) =>
			path.startsWith("@/") ? null : { path: resolve(path) },
		);
	},
};

/**
 * main.ts imports server.ts lazily, so server.ts stays a separate file.
 * @type {import("esbuild").Plugin}
 */
const serverByFile = {
	name: "server-by-file",
	setup({ onResolve }) {
		onResolve({ filter: /^\.\/server$/ }, () => ({ path: "./server.js", external: true }));
	},
};
