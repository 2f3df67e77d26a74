import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readConfig, settings } from "../lib/process/config";
import { envExample, readme } from "./settings";

const repair = "run `npm run settings`";

test("every operator setting has a default and a description", () => {
	for (const [name, type] of Object.entries(settings.shape)) {
		if (name === "NODE_ENV") continue;
		assert.match(String(type.meta()?.description), /\w.*\.$/, name);
		assert.ok("preset" in (type.meta() ?? {}), name);
	}
});

test("the documented defaults match the values used when nothing is set", () => {
	const presets = Object.entries(settings.shape).flatMap(([name, type]) => {
		const preset = type.meta()?.preset;
		return typeof preset === "string" ? [[name, preset]] : [];
	});
	assert.ok(presets.length > 5);
	const unset = { NODE_ENV: "test" } as const;
	assert.deepEqual(readConfig({ ...Object.fromEntries(presets), ...unset }), readConfig(unset));
});

test(".env.example matches the schema", () => {
	assert.equal(readFileSync(".env.example", "utf8"), envExample(), repair);
});

test("the README's table of settings matches the schema", () => {
	const current = readFileSync("README.md", "utf8");
	assert.equal(current, readme(current), repair);
});
