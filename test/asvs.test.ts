import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

const rows = readFileSync("docs/asvs.md", "utf8")
	.split("\n")
	.filter((line) => /^\| \d/.test(line))
	.map((line) => line.split("|").map((cell) => cell.trim()))
	.map(([, requirement = "", how = "", tests = "", ...rest]) => ({ requirement, how, tests, rest }));

/** The tests that a cell names, each as its file and its name. */
const testsIn = (cell: string) =>
	[...cell.matchAll(/`([^`]+\.(?:test|spec)\.tsx?)` "([^"]+)"/g)].map(([, file = "", name = ""]) => ({ file, name }));

const exists = (file: string, name: string) => {
	const source = existsSync(file) ? readFileSync(file, "utf8") : "";
	return ['"', "`", "'"].some((quote) => source.includes(`${quote}${name}${quote}`));
};

test("every test that docs/asvs.md names exists", () => {
	const missing = rows.flatMap(({ tests }) =>
		testsIn(tests)
			.filter(({ file, name }) => !exists(file, name))
			.map(({ file, name }) => `${file}: ${name}`),
	);
	assert.deepEqual(missing, []);
	assert.ok(rows.flatMap(({ tests }) => testsIn(tests)).length > 30);
});

test("every requirement in docs/asvs.md has a test, or says why it has none", () => {
	const odd = rows.filter(({ requirement, how, tests, rest }) => {
		const named = testsIn(tests).map(({ file, name }) => `\`${file}\` "${name}"`);
		const isComplete = named.length > 0 ? tests === named.join(", ") : ["documented", "gap"].includes(tests);
		return !isComplete || !how || !/^\d+\.\d+\.\d+(, \d+\.\d+\.\d+)* \S/.test(requirement) || rest.join("") !== "";
	});
	assert.deepEqual(odd, []);
});
