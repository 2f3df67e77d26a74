import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { createTranslator } from "use-intl/core";

const catalogues = { en: read("en"), ko: read("ko") };

describe("the catalogues", () => {
	it("have the same keys", () => {
		assert.deepEqual([...catalogues.ko.keys()].sort(), [...catalogues.en.keys()].sort());
	});

	it("use the same arguments and tags in every message", () => {
		for (const [key, message] of catalogues.en) {
			assert.deepEqual(namesIn(catalogues.ko.get(key) ?? ""), namesIn(message), key);
		}
	});

	for (const locale of ["en", "ko"] as const) {
		it(`have only valid, non-empty messages (${locale})`, () => {
			const messages = JSON.parse(readFileSync(`locales/${locale}.json`, "utf8"));
			for (const [key, message] of catalogues[locale]) {
				assert.notEqual(message.trim(), "", key);
				const [namespace, ...rest] = key.split(".");
				const t = createTranslator({
					locale,
					messages,
					namespace: namespace as string,
					onError: (error) => assert.fail(`${key}: ${error.message}`),
				});
				const { names, tags } = namesIn(message);
				const values = Object.fromEntries([
					...names.map((name) => [name, isCounted(message, name) ? 2 : "Ada"]),
					...tags.map((tag) => [tag, (inner: string) => inner]),
				]);
				const text = t.markup(rest.join("."), values);
				assert.doesNotMatch(text, /[{}]/, key);
			}
		});
	}

	it("have no unused key", () => {
		const source = sourcesIn("app").join("\n");
		const families = /^(errors|categories)\./;
		const unused = [...catalogues.en.keys()].filter((key) => {
			const last = key.split(".").at(-1);
			return !families.test(key) && !new RegExp(`["'\`.]${last}\\b`).test(source);
		});
		assert.deepEqual(unused, []);
	});

	it("have every error code of the API", () => {
		const codes = readFileSync("lib/errors.ts", "utf8").matchAll(/^\t(\w+): [45]\d\d,$/gm);
		for (const [, code] of codes) assert.ok(catalogues.en.has(`errors.${code}`), `errors.${code}`);
	});
});

function read(locale: string): Map<string, string> {
	const flatten = (value: unknown, path: string[]): [string, string][] =>
		typeof value === "string"
			? [[path.join("."), value]]
			: Object.entries(value as object).flatMap(([key, inner]) => flatten(inner, [...path, key]));
	return new Map(flatten(JSON.parse(readFileSync(`locales/${locale}.json`, "utf8")), []));
}

/** An argument opens a brace that is no branch of a plural: a branch follows a word or `=0`, an argument does not. */
function namesIn(message: string): { names: string[]; tags: string[] } {
	const names = new Set<string>();
	const branch = /(?:^|[\s,}])(?:=\d+|zero|one|two|few|many|other)\s*$/;
	for (const match of message.matchAll(/\{\s*(\w+)\s*[,}]/g)) {
		if (!branch.test(message.slice(0, match.index)) && match[1]) names.add(match[1]);
	}
	const tags = new Set([...message.matchAll(/<(\w+)>/g)].map((match) => match[1] as string));
	return { names: [...names].sort(), tags: [...tags].sort() };
}

const isCounted = (message: string, name: string) => new RegExp(`\\{\\s*${name}\\s*,\\s*(plural|number)`).test(message);

function sourcesIn(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.filter((file) => /\.tsx?$/.test(file) && !file.endsWith(".test.ts"))
		.map((file) => readFileSync(join(folder, file), "utf8"));
}
