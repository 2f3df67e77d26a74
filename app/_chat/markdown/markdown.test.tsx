import assert from "node:assert/strict";
import { test } from "node:test";
import { renderToStaticMarkup } from "react-dom/server";
import { IntlProvider } from "use-intl/react";
import messages from "../../../locales/en.json";
import { Markdown } from "./markdown";

const drawn = (content: string) =>
	renderToStaticMarkup(
		<IntlProvider locale="en" timeZone="UTC" messages={messages}>
			<Markdown content={content} mentions={["bob"]} username="ada" />
		</IntlProvider>,
	);

test("every block of a message has its own direction, and inline elements keep theirs", () => {
	const html = drawn(
		"# عنوان\n\nنص `0.15mm` و @bob و https://example.org\n\nplain\n\n- بند\n- item\n\n> اقتباس\n\n1. واحد\n\n```\ncode\n```\n\n| a | ب |\n|---|---|\n| 1 | 2 |",
	);
	const without = [...html.matchAll(/<(p|li|blockquote|ul|ol|th|td|code|a|pre|button)\b([^>]*)>/g)].filter(
		([opening, name, attributes = ""]) =>
			!/\bdir="/.test(attributes) &&
			!(name === "button" && !/aria-haspopup/.test(attributes)) &&
			!(name === "code" && opening === "<code>"),
	);
	assert.deepEqual(
		without.map(([opening]) => opening),
		[],
	);
	assert.match(html, /<blockquote dir="rtl"/);
	assert.match(html, /<ul dir="rtl"/);
	assert.match(html, /<ol dir="rtl"/);
	assert.match(html, /<code dir="auto"[^>]*>0\.15mm/);
	assert.match(html, /<pre[^>]* dir="ltr"|<pre dir="ltr"/);
});
