// biome-ignore-all lint/suspicious/noTemplateCurlyInString: test messages contain it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { renderToStaticMarkup } from "react-dom/server";
import { IntlProvider } from "use-intl/react";
import messages from "../../../locales/en.json" with { type: "json" };
import { Markdown } from "./markdown";

const drawn = (typed: string, mentions: string[] = ["bob"]) =>
	renderToStaticMarkup(
		<IntlProvider locale="en" messages={messages} timeZone="UTC">
			<Markdown content={typed.replaceAll("⏎", "\n")} mentions={mentions} username="ada" />
		</IntlProvider>,
	);

/** Whether an outer element contains an inner one. */
function nested(html: string, outer: string, inner: RegExp): boolean {
	const open: string[] = [];
	for (const [, end, name = ""] of html.matchAll(/<(\/?)([a-z0-9]+)[^>]*?>/g)) {
		if (end) open.splice(open.lastIndexOf(name));
		else if (!/^(?:br|img|input|path|rect)$/.test(name)) {
			if (open.includes(outer) && inner.test(name)) return true;
			open.push(name);
		}
	}
	return false;
}

const block = /^(?:p|div|figure|ul|ol|table|blockquote|section|pre)$/;

test("links and buttons contain no interactive element, and paragraphs no block", () => {
	for (const typed of [
		"see https://example.com/?tab=#general",
		"[@bob #general :fire:](https://a.example)",
		"[a ||b||](https://a.example)",
		"[a <https://b.example>](https://a.example)",
		"[```a⏎b```](https://a.example)",
		"||@bob https://a.example #general||",
		"||a⏎⏎- @bob⏎- https://a.example⏎⏎```js⏎x⏎```||",
		"text `a⏎b` and ||```⏎x⏎``` y||",
		"> ```⏎> a``` b",
		"- a ```⏎  b⏎  ```",
		"*a `````⏎x⏎y`````*⏎⏎b",
		"- **a ```⏎  x⏎  ```**",
		"> ~~a `````⏎> x`````~~",
	]) {
		const html = drawn(typed);
		assert.ok(!nested(html, "a", /^(?:a|button)$/), `${typed}: ${html}`);
		assert.ok(!nested(html, "button", /^(?:a|button)$/), `${typed}: ${html}`);
		assert.ok(!nested(html, "p", block), `${typed}: ${html}`);
	}
});

test("numbers, indents, tables, spoilers and links are rendered as typed", () => {
	const list = drawn("1. a⏎2. b⏎4. c⏎5. d");
	assert.deepEqual(
		[...list.matchAll(/<li [^>]*value="(\d)"/g)].map(([, number]) => number),
		["1", "2", "4", "5"],
	);
	assert.match(drawn("1) a"), /<ol [^>]*list-\[bracket\]/);
	assert.match(drawn("def f():⏎    return 1"), /def f\(\):\n {4}return 1/);
	assert.match(drawn("|a|b|⏎|-|-|⏎|1|2|"), /<table.*<th [^>]*scope="col".*<td/s);
	assert.match(drawn("||a⏎⏎b||"), /<button[^>]*aria-label="Show spoiler"/);
	assert.equal((drawn("||a⏎⏎b||").match(/<button/g) ?? []).length, 1);
	assert.match(drawn("||https://example.com/ending||"), /^(?!.*href)/s);
	assert.match(drawn("https://example.com/?q=a%20b"), />https:\/\/example\.com\/\?q=a%20b</);
	assert.match(drawn("[bank․com](https://evil.example)"), /\(evil\.example\)/);
	assert.match(drawn(">"), /&gt;/);
	assert.match(drawn("🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}"), /text-\[2\.5rem\]/);
	assert.match(drawn("¯\\_(ツ)_/¯"), /¯\\_\(ツ\)_\/¯/);
});

test("a name rendered as a mention is one, and others are plain text", () => {
	for (const typed of ["https://medium.com/@bob/story", "@bob@mastodon.social", "~~~⏎@bob⏎~~~", "``@bob``", "\\@bob"])
		assert.doesNotMatch(drawn(typed), /aria-haspopup/, typed);
	for (const typed of ["write ``` to quote, @bob", "**@bob**", "> @bob"])
		assert.match(drawn(typed), /aria-haspopup="dialog"[^>]*>@bob</, typed);
});

test("renders only names among the server's mentions as mentions", () => {
	for (const typed of ["hi @bob and @everyone", "**@bob** @here", "> @BOB", "|@bob|⏎|-|⏎|1|"])
		for (const mentions of [[], ["carol"]]) {
			assert.doesNotMatch(drawn(typed, mentions), /aria-haspopup|bg-ember/, typed);
			assert.match(drawn(typed, mentions), /@bob/i, typed);
		}
	assert.match(drawn("@Bob @carol", ["bob"]), /aria-haspopup="dialog"[^>]*>@Bob<\/button> @carol/);
	assert.match(drawn("@everyone @here", ["everyone"]), /<span [^>]*bg-ember [^>]*>@everyone<\/span> @here/);
	assert.match(drawn("hi @ada", ["ada"]), /bg-ember text-ember-fg/);
	assert.doesNotMatch(drawn("`@bob`", ["bob"]), /aria-haspopup/);
});
