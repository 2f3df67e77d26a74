import assert from "node:assert/strict";
import { test } from "node:test";
import { short } from "@/test/support/markdown-tree";
import { processorMs } from "@/test/support/processor-time";
import { mentionsOf, type Node, parse, plainText, realHost } from "./index";

const links = (text: string): string[] => {
	const all = (nodes: Node[]): string[] =>
		nodes.flatMap((node) => [
			...(node.kind === "link" ? [node.url] : []),
			...("children" in node ? all(node.children) : []),
		]);
	return all(parse(text));
};

test("HTML, entities, images and references are plain text", () => {
	for (const text of [
		"<b>bold</b> <script>alert(1)</script>",
		"&lt;b&gt;kept as typed&amp;",
		"[name]: https://example.org",
		"{{7*7}} {count, plural, one {#} other {#}}",
	])
		assert.equal(plainText(parse(text)), text);
	assert.doesNotMatch(short(parse("![alt](https://example.org/x.png)")), /image/);
});

test("only http, https and mailto addresses are links", () => {
	assert.deepEqual(links("see https://gdal.org/a_(b) and gdal.org, or write to wren@example.org."), [
		"https://gdal.org/a_(b)",
		"http://gdal.org",
		"mailto:wren@example.org",
	]);
	assert.deepEqual(links("javascript:alert(1) data:text/html,x vbscript:x ftp://a.example //evil.example"), []);
	assert.deepEqual(links("[a](javascript:alert(1)) [b](data:text/html,x) [c](JaVaScRiPt:x) [d](/relative)"), []);
	assert.deepEqual(links("[here](https://example.org/_a_*b*)"), ["https://example.org/_a_*b*"]);
});

test("detects link text that names another host, and leaves honest text alone", () => {
	for (const text of ["https://bank.example", "bank.example/login", "www.bank.example", "Bank.Example"])
		assert.equal(realHost("https://evil.example/x", text), "evil.example", text);
	for (const text of ["here", "evil.example", "https://www.evil.example/y", "see v1.2 of it", "e.g."])
		assert.equal(realHost("https://evil.example/x", text), null, text);
});

test("a mention is a separate word, and code mentions nobody", () => {
	assert.deepEqual(mentionsOf("@Ada, ask @bob.c. or (@eve_1)"), ["ada", "bob.c", "eve_1"]);
	assert.deepEqual(mentionsOf("mail ada@example.org, x@bob, @@bob, @b"), []);
	assert.deepEqual(mentionsOf("**@ada** and `@bob`\n```\n@eve\n```"), ["ada"]);
});

test("common chat text is parsed as intended", () => {
	const cases: Record<string, string> = {
		"**bold** *it* _it_ ~~gone~~ ||secret||": "¶strong(bold) emphasis(it) emphasis(it) strike(gone) spoiler(secret)",
		"||a **b** c|| || ||||": "¶spoiler(a strong(b) c) || ||||",
		"snake_case_name and 2 * 3 * 4": "¶snake_case_name and 2 * 3 * 4",
		"one\ntwo\n\nthree": "¶one⏎two¶three",
		"`a *b* c`": "¶code(a *b* c)",
		"```ts\nconst a = 1;\n```": "block[ts](const a = 1;)",
		"> said\n\nanswer": "quote(¶said)¶answer",
		"- a\n- b": "list(item(¶a)item(¶b))",
		"3. a\n4. b": "list.(3(¶a)4(¶b))",
		"# Large": "heading(Large)",
		"#general is a channel": "¶channel(#general) is a channel",
		"words\n---": "¶words⏎---",
		"    indented": "¶    indented",
		"\\*kept\\*": "¶*kept*",
		"한국어 **굵게** 안녕": "¶한국어 strong(굵게) 안녕",
	};
	for (const [text, expected] of Object.entries(cases)) assert.equal(short(parse(text)), expected, text);
});

test("money, shell variables and prices are no formulas", () => {
	for (const text of [
		"$5 and $6",
		"between $5-$10, or US$5/CA$6",
		"$HOME/$PATH and $HOME:$PATH",
		"costs 5$ here and 6$ there",
		"$ a $ and $a $ and $ a$",
		"$20,000 and USD$30,000",
		"\\$a\\$",
		"$$",
		"$$$$ $$ $$",
		"$a\nb$",
		`$${"a".repeat(1100)}$`,
		"$$\na",
	])
		assert.doesNotMatch(short(parse(text)), /maths/, text);
	assert.equal(short(parse("$5 and $x$")), "¶$5 and maths(x)");
});

test("formulas are parsed inline, as blocks and as fences, and contain no Markdown", () => {
	const cases: Record<string, string> = {
		"so $e^{i\\pi}+1=0$, and ($a_1*b*c_2$).": "¶so maths(e^{i\\pi}+1=0), and (maths(a_1*b*c_2)).",
		"$a$ $b\\$c$": "¶maths(a) maths(b\\$c)",
		"is $$x^2$$ it": "¶is MATHS(x^2) it",
		"$$x^2$$": "¶MATHS(x^2)",
		"words\n$$\n- a\n# b\n$$\nmore": "¶wordsMATHS(- a\n# b)¶more",
		"$$a\n\nb$$": "MATHS(a\n\nb)",
		"> $$\n> a\n> $$": "quote(MATHS(a))",
		"```math\n\\frac{a}{b}\n```": "MATHS(\\frac{a}{b})",
		"`$a$` and ||$b$||": "¶code($a$) and spoiler(maths(b))",
		"$||x||$": "¶maths(||x||)",
	};
	for (const [text, expected] of Object.entries(cases)) assert.equal(short(parse(text)), expected, text);
});

test("the worst four thousand characters are parsed quickly", () => {
	const shapes = [
		"*",
		"_",
		"**a ",
		"[",
		"](",
		"[a](",
		"||",
		"||a",
		"`",
		"``a`",
		"~~",
		"> ",
		"- ",
		"<",
		"@a",
		"http://",
		"![",
		"*a_",
		"a**b",
		"\\",
		"1. ",
		"$",
		"$a",
		"$$a ",
		"$$a\n",
		"$a$",
		"\\$",
		"||a\n\n",
		"||\n",
		"*||a\n\n",
		"a**b||a\n\n",
		"> ||a\n\n",
		"a|b\n-|-\n",
		"|a",
		"a```\n",
		"a```x\n",
		"```x\n",
		"$$a $b\n",
		"\\*a_",
		"C:\\*",
		"@a.b",
		"a@a.b.",
		"www.a.",
		"<\n",
		"> - ",
		"**가",
		":a:",
	];
	for (const shape of shapes) {
		const text = shape.repeat(4000).slice(0, 4000);
		const start = processorMs();
		parse(text);
		mentionsOf(text);
		const took = processorMs() - start;
		// The target is 50 ms. A slow machine may take several times that, and superlinear growth far more.
		assert.ok(took < 500, `${JSON.stringify(shape)} took ${Math.round(took)} ms`);
	}
});

test("a message renders twenty formulas, and shows the others as typed", () => {
	const drawn = short(parse("$x$ ".repeat(30))).match(/maths\(x\)/g) ?? [];
	assert.equal(drawn.length, 20);
	assert.match(short(parse("$x$ ".repeat(30))), /\$x\$$/);
	for (const block of ["$$\nx\n$$\n\n", "```math\nx\n```\n"])
		assert.equal((short(parse(block.repeat(30))).match(/MATHS\(x\)/g) ?? []).length, 20, block);
});
