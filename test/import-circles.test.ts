import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { test } from "node:test";

type Graph = ReadonlyMap<string, readonly string[]>;

/**
 * Returns the groups of files that import each other, directly or indirectly (Tarjan's strongly connected components).
 */
function circlesIn(graph: Graph): string[][] {
	const indexOf = new Map<string, number>();
	const lowest = new Map<string, number>();
	const path: string[] = [];
	const circles: string[][] = [];
	const visit = (file: string) => {
		const index = indexOf.size;
		indexOf.set(file, index);
		lowest.set(file, index);
		path.push(file);
		for (const next of graph.get(file) ?? []) {
			if (!indexOf.has(next)) visit(next);
			if (path.includes(next)) lowest.set(file, Math.min(lowest.get(file) ?? 0, lowest.get(next) ?? 0));
		}
		if (lowest.get(file) !== index) return;
		const members = path.splice(path.indexOf(file));
		if (members.length > 1 || graph.get(file)?.includes(file)) circles.push(members.toSorted());
	};
	for (const file of graph.keys()) if (!indexOf.has(file)) visit(file);
	return circles;
}

/** Returns every import of a file: values and types, static and dynamic. */
const importsOf = (source: string): string[] => [
	...[...source.matchAll(/^(?:import|export)\s+(?:type\s)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"/gm)].map(([, to = ""]) => to),
	...[...source.matchAll(/\bimport\("([^"]+)"\)/g)].map(([, to = ""]) => to),
];

function importGraph(folders: string[], rootFiles: string[]): Graph {
	const files = [
		...rootFiles,
		...folders.flatMap((folder) =>
			readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
		),
	].filter((file) => /\.(tsx?|mjs)$/.test(file));
	const known = new Set(files);
	const resolve = (from: string, to: string) => {
		if (!/^(@\/|\.)/.test(to)) return undefined;
		const base = to.startsWith("@/") ? to.slice(2) : posix.join(posix.dirname(from), to);
		return ["", ".ts", ".tsx", ".mjs", "/index.ts"].map((ending) => base + ending).find((file) => known.has(file));
	};
	return new Map(
		files.map((file) => [
			file,
			importsOf(readFileSync(file, "utf8"))
				.map((to) => resolve(file, to))
				.filter((to) => to !== undefined),
		]),
	);
}

test("detects a planted import cycle of two or more files", () => {
	assert.deepEqual(
		circlesIn(
			new Map([
				["a", ["b"]],
				["b", ["c"]],
				["c", []],
			]),
		),
		[],
	);
	assert.deepEqual(
		circlesIn(
			new Map([
				["a", ["b"]],
				["b", ["a"]],
			]),
		),
		[["a", "b"]],
	);
	assert.deepEqual(
		circlesIn(
			new Map([
				["a", ["b"]],
				["b", ["c"]],
				["c", ["d", "b"]],
				["d", ["a"]],
				["e", ["a"]],
			]),
		),
		[["a", "b", "c", "d"]],
	);
	assert.deepEqual(importsOf('import type { A } from "./a";\nexport { b } from "@/lib/b";\nvoid import("./c");'), [
		"./a",
		"@/lib/b",
		"./c",
	]);
});

test("no files import each other in a cycle, including type and dynamic imports", () => {
	const graph = importGraph(["app", "lib", "db", "bench", "e2e", "scripts", "test"], ["main.ts", "server.ts"]);
	assert.ok(graph.size > 500);
	assert.deepEqual(circlesIn(graph), []);
});
