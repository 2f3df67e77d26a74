import assert from "node:assert/strict";
import { test } from "node:test";
import { renderToStaticMarkup } from "react-dom/server";
import { IntlProvider } from "use-intl/react";
import messages from "../../../locales/en.json";
import { Markdown } from "./markdown";

const drawn = (content: string, emoji?: Record<string, number>) =>
	renderToStaticMarkup(
		<IntlProvider locale="en" timeZone="UTC" messages={messages}>
			<Markdown content={content} mentions={["bob"]} emoji={emoji} username="ada" />
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

test("the emoji of a message are pictures with their names as text, large when alone, and other names stay text", () => {
	const kiln = { kiln: 7 };
	const html = drawn("hot :Kiln:, `:kiln:` and :oven:", kiln);
	assert.match(html, /<source srcSet="\/api\/emoji\/7\/still" media="\(prefers-reduced-motion: reduce\)"\/>/);
	assert.match(html, /<img src="\/api\/emoji\/7" alt=":kiln:" title=":kiln:"[^>]*size-\[1\.375em\]/);
	assert.equal(html.match(/<img/g)?.length, 1);
	assert.match(html, /<code[^>]*>:kiln:<\/code> and :oven:/);
	assert.match(drawn(":kiln: 🔥 :kiln:", kiln), /<img[^>]*size-12/);
	assert.doesNotMatch(drawn(":kiln:"), /<img/);
	assert.doesNotMatch(drawn(":constructor: :__proto__:", kiln), /<img/);
});
