import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import { settings } from "../lib/process/config";
import { isAfter, sectionOf, withRelease } from "./changelog.mjs";

const read = (file: string) => readFileSync(file, "utf8");
const project: { version: string; scripts: Record<string, string> } = JSON.parse(read("package.json"));
const lock: { version: string; packages: Record<string, { version: string }> } = JSON.parse(read("package-lock.json"));
const changelog = read("CHANGELOG.md");

/** Every YAML file of the project, parsed in strict mode. */
const yaml = [
	...["compose.yaml", "compose.postgres.yaml", ".github/dependabot.yml"],
	...readdirSync(".github/workflows").map((name) => `.github/workflows/${name}`),
	...readdirSync(".github/ISSUE_TEMPLATE").map((name) => `.github/ISSUE_TEMPLATE/${name}`),
].map((file) => [file, read(file), parse(read(file), { strict: true, uniqueKeys: true })] as const);

test("workflows and documents reference only existing commands", () => {
	const documents = ["README.md", "CONTRIBUTING.md", ".ci/run"].map((file) => [file, read(file)] as const);
	const workflows = yaml.filter(([file]) => file.startsWith(".github/workflows/"));
	assert.ok(workflows.length > 1);
	for (const [file, text] of [...workflows, ...documents]) {
		for (const [, name = ""] of text.matchAll(/\bnpm run (?:-s )?([\w:-]+)/g))
			assert.ok(name in project.scripts, `${file} names npm run ${name}`);
		for (const [path] of text.matchAll(/(?<![\w/])\.ci\/[\w-]+/g)) assert.ok(existsSync(path), `${file} names ${path}`);
	}
});

test("CI runs every part of npm test", () => {
	const ci = read(".github/workflows/ci.yml");
	for (const part of ["lint", "typecheck", "test:unit", "test:e2e"]) assert.ok(ci.includes(`npm run ${part}`), part);
});

test("Compose sets only settings that Hearth has, to valid values", () => {
	const composed = yaml.filter(([file]) => file.startsWith("compose"));
	assert.equal(composed.length, 2);
	for (const [file, , { services }] of composed) {
		const given: Record<string, string> = services.hearth.environment;
		const values = Object.entries(given).map(([name, value]) => [name, value.replace(/\$\{[^}]*\}/g, "secret")]);
		assert.ok(values.length > 0, file);
		settings.strict().parse(Object.fromEntries(values));
		for (const { volumes = [] } of Object.values<{ volumes?: string[] }>(services))
			for (const volume of volumes) assert.match(read(file), new RegExp(`^  ${volume.split(":")[0]}:$`, "m"));
	}
});

test("the package, the lock file and the top of the changelog have the same version", () => {
	assert.equal(lock.version, project.version);
	assert.equal(lock.packages[""]?.version, project.version);
	const released = [...changelog.matchAll(/^## (\d+\.\d+\.\d+) - (\d{4}-\d{2}-\d{2})$/gm)];
	assert.equal(released[0]?.[1], project.version);
	for (const [, version = ""] of released) assert.notEqual(sectionOf(changelog, version), "", version);
	for (const [index, [, version = ""]] of released.entries())
		assert.ok(index === 0 || isAfter(released[index - 1]?.[1] ?? "", version), version);
});

test("a release moves the unreleased section under its version and changes nothing else", () => {
	const before = "# Changelog\n\n## Unreleased\n\n- new\n\n## 0.9.0 - 2026-01-01\n\n- old\n";
	const after = withRelease(before, "0.10.0", "2026-02-02");
	assert.equal(sectionOf(after, "Unreleased"), "");
	assert.equal(sectionOf(after, "0.10.0"), "- new");
	assert.equal(sectionOf(after, "0.9.0"), "- old");
	assert.equal(sectionOf(after, "0.1.0"), "");
	assert.ok(isAfter("0.10.0", "0.9.0") && isAfter("1.0.0", "0.10.9"));
	assert.ok(!isAfter("0.9.0", "0.10.0") && !isAfter("0.9.0", "0.9.0"));
});

test("the release script formats package files as npm does", () => {
	for (const file of ["package.json", "package-lock.json"])
		assert.equal(read(file), `${JSON.stringify(JSON.parse(read(file)), null, "\t")}\n`, file);
});

test("the glossary has at least 25 terms, and the contributor docs link to it", () => {
	const terms = [...read("docs/glossary.md").matchAll(/^\| \*\*([^*]+)\*\* \|/gm)].map(([, term]) => term);
	assert.ok(terms.length >= 25);
	assert.equal(new Set(terms).size, terms.length);
	for (const file of ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"])
		assert.ok(read(file).includes("docs/glossary.md"), file);
});

test("links between the project's documents resolve", () => {
	for (const file of [
		"README.md",
		"CONTRIBUTING.md",
		"CODE_OF_CONDUCT.md",
		"CHANGELOG.md",
		"ARCHITECTURE.md",
		"SECURITY.md",
	])
		for (const [, target = ""] of read(file).matchAll(/\]\((?!https?:)([^)#]+)/g))
			assert.ok(existsSync(target), `${file} links to ${target}`);
});
