import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { renderToStaticMarkup } from "react-dom/server";
import { IntlProvider } from "use-intl/react";
import { canParse, isParserLoaded } from "@/lib/markdown";
import messages from "../../../locales/en.json";
import { Markdown } from "../markdown/markdown";
import { waitForParser } from "../markdown/use-parser";
import { excerptOf } from "../search/excerpt";
import { previewText } from "./preview-text";

const hiding = [
	"||the butler did it|| @ann",
	"see ||the butler⏎⏎did it||",
	"> ||butler||",
	"- ||butler||⏎- b",
	"[||the butler||](https://example.org)",
	"||the butler",
];

const asBrowser = "--conditions=browser";

// Node resolves the server's parser, which is always there. These tests run in a process that resolves the browser's.
if (process.execArgv.includes(asBrowser)) {
	test("while a browser loads the parser it shows no hidden text, other text as typed, and never HTML", () => {
		assert.equal(canParse("plain words"), true);
		assert.equal(canParse("||the butler||"), false);
		for (const content of hiding.map((typed) => typed.replaceAll("⏎", "\n"))) {
			assert.doesNotMatch(preview(content), /butler/, content);
			assert.doesNotMatch(
				excerptOf(content, [])
					.map(({ text }) => text)
					.join(""),
				/butler/,
				content,
			);
			const html = drawn(content);
			assert.match(html, /<button[^>]*class="spoiler/, content);
			assert.doesNotMatch(html.replace(/<button.*?<\/button>/gs, ""), /butler/, content);
		}
		// All in one turn: the parser begins to load with the first text.
		assert.equal(preview("**a** | b"), "**a** | b");
		assert.equal(drawn("**a** <img src=x>"), "**a** &lt;img src=x&gt;");
		assert.equal(isParserLoaded(), false);
	});

	test("with the parser only the spoiler is hidden", async () => {
		await waitForParser();
		assert.equal(canParse("||the butler||"), true);
		assert.equal(preview("||the butler|| **did** it"), "spoiler did it");
	});
} else {
	test("text that the browser has not parsed yet", () => {
		const { NODE_TEST_CONTEXT: _, ...env } = process.env;
		const { status, stdout, stderr } = spawnSync(
			process.execPath,
			[asBrowser, "--import", "tsx", "app/_chat/messages/unparsed-text.test.tsx"],
			{ env, encoding: "utf8" },
		);
		assert.equal(status, 0, stdout + stderr);
	});

	test("the text of a message is shown again when the parser has loaded, or waits for it", () => {
		const careless = readdirSync("app", { recursive: true, encoding: "utf8" }).filter((file) => {
			if (!/\.tsx?$/.test(file) || /\.test\.|\/(?:preview-text|excerpt)\.ts$/.test(file)) return false;
			const source = readFileSync(`app/${file}`, "utf8");
			return /\b(?:previewText|excerptOf)\(/.test(source) && !/\buseParser\(\)|\bawait waitForParser\(\)/.test(source);
		});
		assert.deepEqual(careless, []);
	});
}

function preview(content: string): string {
	return previewText({ content, attachments: [] }, { hidden: "spoiler" });
}

function drawn(content: string): string {
	return renderToStaticMarkup(
		<IntlProvider locale="en" timeZone="UTC" messages={messages}>
			<Markdown content={content} mentions={[]} username="ada" />
		</IntlProvider>,
	);
}
