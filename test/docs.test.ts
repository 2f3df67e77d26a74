import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { test } from "node:test";

const folders = [".ci", ".github", "app", "bench", "db", "docs", "e2e", "lib", "locales", "scripts", "test"];
const files = [
	...readdirSync(".", { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : [])),
	...folders.flatMap((folder) =>
		readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
	),
];
const names = new Set(files.map((file) => basename(file)));
const docs = files.filter((file) => file.endsWith(".md")).map((file) => [file, readFileSync(file, "utf8")] as const);

/** Files that the docs mention although they do not exist, because Hearth does without them. */
const absent = ["loading.tsx", "proxy.ts"];

const withoutBlocks = (text: string) => text.replace(/^```[\s\S]*?^```$/gm, "");
const isSource = (name: string) => /\.(tsx?|mjs|css|sql)$/.test(name);
const rootOf = (path: string) => path.split("/", 1)[0] ?? "";

/** Returns the repository paths that a document names in backticks. */
function pathsIn(text: string): string[] {
	const spans = [...withoutBlocks(text).matchAll(/`([^`\s]+)`/g)].map(([, span = ""]) => span);
	return spans.filter((span) => isSource(span) || (span.includes("/") && folders.includes(rootOf(span))));
}

/**
 * Resolves a path from the root, from the document's folder, or by file name alone. A pattern must match at least one
 * file.
 */
function exists(path: string, document: string): boolean {
	if (path.includes("*")) return files.some((file) => pattern(path).test(file));
	return (
		existsSync(path) || existsSync(join(dirname(document), path)) || files.some((file) => file.endsWith(`/${path}`))
	);
}

const pattern = (glob: string) =>
	new RegExp(`^${glob.replaceAll(".", "\\.").replace(/\*+/g, (stars) => (stars === "**" ? ".*" : "[^/]*"))}$`);

test("every path named in the docs exists", () => {
	const missing = docs.flatMap(([document, text]) =>
		pathsIn(text)
			.filter((path) => !absent.includes(path) && !exists(path, document))
			.map((path) => `${document}: ${path}`),
	);
	assert.deepEqual(missing, []);
	assert.ok(docs.flatMap(([, text]) => pathsIn(text)).length > 100);
});

test("every file and folder on the map in ARCHITECTURE.md exists", () => {
	const map = readFileSync("ARCHITECTURE.md", "utf8").match(/^```\n(main\.ts[\s\S]*?)^```$/m)?.[1] ?? "";
	const parents: string[] = [];
	const missing: string[] = [];
	for (const line of map.split("\n")) {
		const [, indent = "", folder = ""] = line.match(/^( {0,2})([^\s/]+)\/ /) ?? [];
		if (folder) {
			parents.splice(indent ? 1 : 0, 2, folder);
			if (!existsSync(parents.join("/"))) missing.push(parents.join("/"));
		}
		for (const [name] of line.matchAll(/[\w-]+\.(?:tsx?|mjs|json)\b/g)) if (!names.has(name)) missing.push(name);
	}
	assert.deepEqual(missing, []);
	for (const folder of readdirSync("lib", { withFileTypes: true }))
		if (folder.isDirectory()) assert.match(map, new RegExp(`^ {2}${folder.name}/ `, "m"), `lib/${folder.name}`);
});

test("links between the docs lead to existing files", () => {
	const broken = docs.flatMap(([document, text]) =>
		[...withoutBlocks(text).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
			.map(([, target = ""]) => target)
			.filter((target) => !existsSync(join(dirname(document), target)))
			.map((target) => `${document}: ${target}`),
	);
	assert.deepEqual(broken, []);
});

test("prose in the docs wraps at 120 columns", () => {
	// Link addresses and code cannot be wrapped, so they do not count.
	const widthOf = (line: string) => [...line.replace(/\]\([^)]*\)/g, "]").replace(/`[^`]{90,}`/g, "``")].length;
	const long = docs.flatMap(([document, text]) =>
		withoutBlocks(text)
			.split("\n")
			.filter((line) => !line.startsWith("|") && widthOf(line) > 120)
			.map((line) => `${document}: ${line}`),
	);
	assert.deepEqual(long, []);
});
