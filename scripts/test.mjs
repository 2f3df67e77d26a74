// npm test: every check in the order of its price, up to the first that fails.
//   unit: without the build and what needs it; e2e: the build, its size, and the stories in a browser.
import "./requirements.mjs";
import { existsSync, readdirSync } from "node:fs";
import { node } from "./child.mjs";
import { end } from "./requirements.mjs";

const only = process.argv[2];
if (only && !["unit", "e2e"].includes(only)) end(`There is no part of the tests named ${only}: unit or e2e.`);
if (!existsSync("node_modules/@playwright/test")) {
	end("The packages for tests are missing: run npm install with NODE_ENV unset.");
}
process.env.NEXT_TELEMETRY_DISABLED = "1";

const PARTS = {
	unit: { format: checkFormat, "lock file": checkLock, types: checkTypes, tests: runTests },
	e2e: { build: buildApp, "page weight": weighPage, stories: tellStories },
};

const begun = performance.now();
let stages = 0;
for (const [name, stage] of Object.entries(PARTS).flatMap(([part, list]) =>
	only && part !== only ? [] : Object.entries(list),
)) {
	const start = performance.now();
	process.stdout.write(`\n== ${name}\n`);
	if (!(await stage())) end(`\nFAILED at ${name} after ${seconds(begun)}.`);
	process.stdout.write(`== ${name}: passed in ${seconds(start)}\n`);
	stages++;
}
process.stdout.write(`\nAll ${stages} stages passed in ${seconds(begun)}.\n`);

function checkFormat() {
	return node(["node_modules/@biomejs/biome/bin/biome", "ci", "."]);
}

function checkLock() {
	return node(["scripts/check-lock.mjs"]);
}

/** The types of pages and their parameters are generated. */
async function checkTypes() {
	return (
		(await node(["node_modules/next/dist/bin/next", "typegen"])) &&
		node(["node_modules/typescript/bin/tsc", "--noEmit"])
	);
}

function runTests() {
	const files = ["app", "db", "lib", "scripts", "bench"].flatMap(testsIn);
	const report = ["--test-reporter=spec", "--test-reporter-destination=stdout"];
	return node(["--import", "tsx", "--test", "--test-concurrency=2", ...report, ...files], { LOG_LEVEL: "silent" });
}

// By file and not by pattern: Node 20.9 takes none.
function testsIn(folder) {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.filter((file) => /\.test\.tsx?$/.test(file))
		.map((file) => `${folder}/${file}`);
}

function buildApp() {
	return node(["scripts/build.mjs", "--if-stale"]);
}

function weighPage() {
	return node(["scripts/check-bundle.mjs"]);
}

async function tellStories() {
	const { chromiumOptions } = await import("./chromium.mjs");
	const playwright = "node_modules/@playwright/test/cli.js";
	if (!chromiumOptions() && !(await node([playwright, "install", "chromium"]))) {
		end("The stories need Chromium: install it with your system's packages, or name it with PLAYWRIGHT_CHROMIUM.");
	}
	return node([playwright, "test"]);
}

function seconds(since) {
	return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
