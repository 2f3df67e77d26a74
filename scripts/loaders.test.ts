import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { test } from "node:test";

type Loader = (this: { resourcePath: string }, source?: string) => string | Promise<string>;
const require = createRequire(resolve("scripts/loaders.test.ts"));
const leaveOut: Loader & { files: string[] } = require("./leave-out-loader.cjs");
const loadVirtua: Loader = require("./virtua-loader.cjs");

const inPackages = (file: string) => resolve("node_modules", file);
const sourceOf = (file: string) => readFileSync(inPackages(file), "utf8");
const load = (file: string, source = sourceOf(file)) => leaveOut.call({ resourcePath: inPackages(file) }, source);
const scriptsIn = (folder: string) =>
	readdirSync(inPackages(folder), { recursive: true, encoding: "utf8" })
		.filter((file) => file.endsWith(".js") && !file.startsWith("dev/"))
		.map((file) => sourceOf(join(folder, file)));

const [
	transports = "",
	isBinary = "",
	binary = "",
	constants = "",
	serverActions = "",
	nodeProcess = "",
	utils = "",
	formatUrl = "",
	interceptionRoutes = "",
	errorStyles = "",
] = leaveOut.files;

test("a package that has changed its shape, or that is not known, fails the build", () => {
	for (const file of leaveOut.files)
		assert.throws(
			() =>
				load(
					file,
					sourceOf(file).replace(
						/const (NEXT_NAV|transports)|(isBinary|reconstructPacket|serverActionReducer|errorStyles|t\.umask|getLocationOrigin|formatUrl|isInterceptionRouteAppPath)\b/g,
						"other",
					),
				),
			/changed/,
		);
	assert.throws(() => load("next/package.json"), /changed/);
});

test("next.config.mjs leaves out what the loader knows, of what is built for browsers alone", async () => {
	const { default: config } = await import("../next.config.mjs");
	const rules: Record<string, unknown> = config.turbopack?.rules ?? {};
	for (const file of leaveOut.files)
		assert.deepEqual(rules[`**/node_modules/${file}`], {
			loaders: ["./scripts/leave-out-loader.cjs"],
			condition: { all: ["browser", "production"] },
		});
});

test("of the transports WebSocket stays, under its name", async () => {
	const kept = await load(transports);
	assert.match(kept, /transports = \{ websocket: WS \}/);
	assert.doesNotMatch(kept, /XHR|WT/);
});

test("the protocol is JSON: an event with bytes is refused, and every other one is read and written as before", async () => {
	const asModule = async (file: string) => import(`data:text/javascript,${encodeURIComponent(await load(file))}`);
	const { hasBinary, isBinary: isBytes } = await asModule(isBinary);
	assert.deepEqual([isBytes("text"), hasBinary({ type: 2, data: ["name", { seq: 1 }] })], [false, false]);
	const { reconstructPacket, deconstructPacket } = await asModule(binary);
	for (const refuse of [reconstructPacket, deconstructPacket])
		assert.throws(() => refuse({}, []), /not in the protocol/);
	assert.doesNotMatch(readFileSync("lib/realtime/protocol.ts", "utf8"), /Buffer|Uint8Array|Blob/);
});

test("Next's client reads no other constant than the one that stays, and it keeps its value", async () => {
	const read = new Set(
		scriptsIn("next/dist/client")
			.filter((source) => /require\("(?:\.\.\/)+lib\/constants"\)/.test(source))
			.flatMap((source) => source.match(/(?<=\b_constants\.)\w+/g) ?? []),
	);
	const kept: Record<string, string> = {};
	new Function("exports", await load(constants))(kept);
	assert.deepEqual(Object.keys(kept), [...read]);
	const all: Record<string, string> = require("next/dist/lib/constants");
	for (const name of read) assert.equal(kept[name], all[name]);
});

test("the app has no Server Actions, whose part of Next's router is left out", async () => {
	const sources = readdirSync("app", { recursive: true, encoding: "utf8" })
		.filter((file) => /\.tsx?$/.test(file))
		.map((file) => readFileSync(join("app", file), "utf8"));
	assert.ok(sources.length > 100);
	assert.equal(
		sources.some((source) => /^\s*["']use server["']/m.test(source)),
		false,
	);
	const kept: Record<string, () => void> = {};
	new Function("exports", await load(serverActions))(kept);
	assert.throws(() => kept.serverActionReducer?.(), /no Server Actions/);
});

test("in a browser Next and React do no more with Node's process than read `env` and look for `emit`", async () => {
	const kept: { exports: { env?: object; emit?: unknown } } = { exports: {} };
	new Function("module", await load(nodeProcess))(kept);
	assert.deepEqual([kept.exports.env, kept.exports.emit], [{}, undefined]);
	const used = [
		...scriptsIn("next/dist/client"),
		sourceOf("next/dist/compiled/react-dom/cjs/react-dom-client.production.js"),
	].flatMap((source) => source.match(/(?<![\w.])process\.(?!env\b)\w+/g) ?? []);
	assert.deepEqual([...new Set(used)], ["process.emit"]);
});

test("no folder of the app is an interception route, which the browser would not know", async () => {
	const { isInterceptionRouteAppPath: isInterception } = require(inPackages(interceptionRoutes));
	assert.ok(isInterception("/photos/(.)photo"));
	const folders = readdirSync("app", { recursive: true, encoding: "utf8" });
	assert.deepEqual(
		folders.filter((folder) => isInterception(folder)),
		[],
	);
	const kept: Record<string, (path: string) => unknown> = {};
	new Function("exports", await load(interceptionRoutes))(kept);
	assert.equal(kept.isInterceptionRouteAppPath?.("/photos/(.)photo"), false);
	assert.throws(() => kept.extractInterceptionRouteInformation?.("/photos/(.)photo"), /no interception routes/);
});

test("a link whose address is text needs no more of Next's utilities than what stays of them", async () => {
	const link = [
		sourceOf("next/dist/client/app-dir/link.js"),
		sourceOf("next/dist/shared/lib/router/utils/is-local-url.js"),
	];
	const read = (from: string) => [
		...new Set(link.flatMap((source) => source.match(new RegExp(`(?<=\\b${from}\\.)\\w+`, "g")) ?? [])),
	];
	for (const [file, from] of [
		[utils, "_utils"],
		[formatUrl, "_formaturl"],
	] as const) {
		const kept: Record<string, (...args: string[]) => unknown> = {};
		new Function("exports", await load(file))(kept);
		assert.deepEqual(Object.keys(kept).toSorted(), read(from).toSorted());
		if (file === utils)
			for (const url of ["https://example.org/a", "mailto:a", "/a", "a:b", "", "#", "1:2"])
				assert.equal(kept.isAbsoluteUrl?.(url), require("next/dist/shared/lib/utils").isAbsoluteUrl(url), url);
	}
	const pages = readdirSync("app", { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".tsx"));
	assert.deepEqual(
		pages.filter((file) => /\bhref=\{\{/.test(readFileSync(join("app", file), "utf8"))),
		[],
	);
});

test("of virtua the list that the app uses stays, and nothing else", async () => {
	const file = "virtua/lib/index.js";
	assert.equal(require("virtua/package.json").exports["."].default, "./lib/index.js");
	const kept = await loadVirtua.call({ resourcePath: inPackages(file) });
	assert.match(kept, /export \{\s*\w+ as Virtualizer\s*\}|export \{\s*Virtualizer\s*\}/);
	assert.equal(kept.match(/\bexport\b/g)?.length, 1);
	assert.ok(kept.length < sourceOf(file).length * 2, `${kept.length} of ${sourceOf(file).length}`);
	await assert.rejects(async () => loadVirtua.call({ resourcePath: inPackages("swr/package.json") }));
});

test("Next’s own error page, which the app replaces, still draws without its styles", async () => {
	assert.ok(readFileSync("app/global-error.tsx", "utf8").includes("export default"));
	const kept: Record<string, unknown> = {};
	new Function("exports", await load(errorStyles))(kept);
	const read = scriptsIn("next/dist/client/components/builtin").flatMap(
		(source) => source.match(/(?<=\b_errorstyles\.)\w+/g) ?? [],
	);
	assert.deepEqual(new Set(read), new Set(Object.keys(kept)));
});
