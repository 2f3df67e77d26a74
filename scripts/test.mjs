// npm test: runs every check, cheapest first, and stops at the first failure. With the name of a part, runs only that
// part.
import "./check-node-version.mjs";
import { existsSync, readdirSync } from "node:fs";
import { end } from "./check-node-version.mjs";
import { node } from "./launch.mjs";
import { startTestDatabase } from "./test-database.mjs";

const [only, ...args] = process.argv.slice(2);
if (!existsSync("node_modules/@playwright/test")) {
	end("The packages for tests are missing: run npm install with NODE_ENV unset.");
}
process.env.NEXT_TELEMETRY_DISABLED = "1";

/** @typedef {() => Promise<boolean>} Stage */
/** @type {Record<string, Record<string, Stage>>} */
const ALL = {
	lint: { format: checkFormat, "lock file": checkLock },
	typecheck: { types: checkTypes },
	unit: { tests: runAllTests },
	e2e: { build: buildApp, "page weight": weighPage, stories: runStories },
};
/** @type {Record<string, Record<string, Stage>>} */
const PARTS = { ...ALL, quick: { "quick tests": runQuickTests } };

const chosen = only === undefined ? Object.values(ALL) : [PARTS[only] ?? unknownPart(only)];
const begun = performance.now();
let stages = 0;
for (const [name, stage] of chosen.flatMap((part) => Object.entries(part))) {
	const start = performance.now();
	process.stdout.write(`\n== ${name}\n`);
	if (!(await stage())) end(`\nFAILED at ${name} after ${seconds(begun)}.`);
	process.stdout.write(`== ${name}: passed in ${seconds(start)}\n`);
	stages++;
}
process.stdout.write(`\nAll ${stages} stages passed in ${seconds(begun)}.\n`);

/** @param {string} name */
function unknownPart(name) {
	return end(`There is no part of the tests named ${name}: ${Object.keys(PARTS).join(", ")}.`);
}

function checkFormat() {
	return node(["node_modules/@biomejs/biome/bin/biome", "ci", "."]);
}

function checkLock() {
	return node(["scripts/check-lock.mjs"]);
}

/** Next generates the types of pages and their parameters, so generate them first. */
async function checkTypes() {
	const tsc = "node_modules/typescript/bin/tsc";
	return (
		(await node(["node_modules/next/dist/bin/next", "typegen"])) &&
		(await node([tsc, "--noEmit"])) &&
		node([tsc, "--noEmit", "-p", "scripts"])
	);
}

async function runAllTests() {
	const database = await startTestDatabase();
	try {
		return await runTests({}, database.env);
	} finally {
		await database.stop();
	}
}

/**
 * @param {{ quickOnly?: boolean }} which
 * @param {Record<string, string>} env
 */
async function runTests(which, env = {}) {
	const report = ["--test-reporter=spec", "--test-reporter-destination=stdout"];
	const { bundleTests } = await import("./bundle-tests.mjs");
	const bundles = await bundleTests(testFiles(), which);
	// With V8's usual young generation a twentieth of the time goes into collecting it.
	const flags = ["--enable-source-maps", "--max-semi-space-size=64"];
	const args = [...flags, "--test", "--test-concurrency=3", ...report, ...bundles];
	return node(args, { LOG_LEVEL: "silent", ...env });
}

/** Runs the tests that start no program or server: no database, app or worker. */
function runQuickTests() {
	return runTests({ quickOnly: true });
}

function testFiles() {
	return ["app", "db", "lib", "locales", "scripts", "bench", "test"].flatMap(testsIn);
}

/**
 * Lists files instead of passing a pattern: Node 20.9 does not support patterns.
 * @param {string} folder
 */
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
	return node(["scripts/check-bundle-size.mjs"]);
}

async function runStories() {
	const { storyOptions } = await import("./chromium.mjs");
	const playwright = "node_modules/@playwright/test/cli.js";
	if (!storyOptions() && !(await node([playwright, "install", "chromium"]))) {
		end("The stories need Chromium: install it with your system's packages, or name it with PLAYWRIGHT_CHROMIUM.");
	}
	return node([playwright, "test", ...args]);
}

/** @param {number} since */
function seconds(since) {
	return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
