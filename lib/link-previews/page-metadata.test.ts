import assert from "node:assert/strict";
import { test } from "node:test";
import { growth, processorMs } from "@/test/support/processor-time";
import { linksOf } from "../markdown";
import { readMetadata } from "./page-metadata";

const read = (html: string | Buffer, charset: string | null = null) =>
	readMetadata({ url: "https://relief.example/notes/1", charset, bytes: Buffer.from(html) });

test("a page without metadata has no preview", async () => {
	for (const html of ["", "<p>hello", "<title>  \n </title>", "\u0000\u0001", "<body><title>late</title>"])
		assert.equal((await read(html)).title, null, html);
});

test("a page's metadata is one line of plain text within limits", async () => {
	const { title, description, site } = await read(
		`<title>Why <b>summits</b>\n\t drift &amp; &lt;script&gt;\u202Egpj.exe</title>
		<meta name=description content="${"long ".repeat(1000)}"><meta property="og:site_name" content="${"s".repeat(500)}">`,
	);
	assert.equal(title, "Why <b>summits</b> drift & <script>gpj.exe");
	const piled = await read(`<title>o${"\u0489".repeat(90)}k\u2060\u{E0041}\u3164</title>`);
	assert.ok([...(piled.title ?? "")].length <= 8 && piled.title?.endsWith("k"));
	assert.ok(description && [...description].length <= 400 && description.endsWith("…"));
	assert.equal([...(site ?? "")].length, 80);
});

test("OpenGraph takes precedence over Twitter, Twitter over the title, the first over the second", async () => {
	const html = `<head><title>T</title><meta name="twitter:title" content="tw"><meta property="og:title" content="og">
		<meta property="og:title" content="second"><meta name="twitter:description" content="d"><meta name="description" content="plain">
		<meta property="og:image" content="../a.png"></head><meta property="og:site_name" content="after the head">`;
	const { title, description, image, site } = await read(html);
	assert.deepEqual([title, description, image, site], ["og", "d", "https://relief.example/a.png", null]);
	assert.equal((await read("<svg><title>in a picture</title></svg><title>x</title>")).title, "in a picture");
});

test("a page's encoding comes from its byte order mark, its header or its meta tag", async () => {
	const cyrillic = Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]);
	const with_ = (meta: string) => Buffer.concat([Buffer.from(`${meta}<title>`), cyrillic, Buffer.from("</title>")]);
	assert.equal((await read(with_(""), "windows-1251")).title, "Привет");
	assert.equal((await read(with_("<meta charset=windows-1251>"))).title, "Привет");
	assert.equal(
		(await read(with_(`<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">`), "nonsense")).title,
		"Привет",
	);
	assert.equal((await read("<title>안녕</title>")).title, "안녕");
	const wide = Buffer.from("\ufeff<title>wide</title>", "utf16le");
	assert.equal((await read(wide, "utf-8")).title, "wide");
});

test("parsing any page takes time linear in its size", async () => {
	const size = 1024 * 1024;
	const filled = (part: string) => part.repeat(Math.ceil(size / part.length)).slice(0, size);
	const hostile = {
		"deep tags": filled("<x>"),
		"deep tags closed as others": filled("<x>").slice(0, size / 4) + filled("</y>").slice(0, (size * 3) / 4),
		"deep tables": filled("<table><tr><td>"),
		"foreign elements": filled("<svg><math>"),
		"tags without a name": filled("<"),
		"closing tags without a name": filled("</"),
		"tags that never end": filled("<a "),
		attributes: `<meta ${filled("a=b ")}`,
		"attributes of one name": `<meta ${filled("content=b ")}`,
		"different attributes": `<meta ${Array.from({ length: 100_000 }, (_, n) => `a${n}=1`).join(" ")}`,
		slashes: `<meta ${filled("/")}`,
		"an unclosed quote": `<meta content="${filled("x")}`,
		"unclosed quotes": filled(`<a b="'`),
		"a comment": `<!--${filled("-")}`,
		comments: filled("<!-->"),
		"almost ended comments": filled("<!-- -- ->"),
		declarations: filled("<!x>"),
		CDATA: filled("<![CDATA[]]>"),
		instructions: filled("<?x>"),
		entities: filled("&amp;"),
		"entities that are none": filled("&"),
		"long entities": filled("&CounterClockwiseContourIntegra"),
		"numbers as entities": `<title>&#${filled("1")}`,
		"entities in an attribute": `<meta property=og:title content="${filled("&not")}`,
		titles: filled("<title>x</title>"),
		"a title that never ends": `<title>${filled("</titl")}`,
		scripts: filled("<script></scrip"),
		metas: filled('<meta property="og:title" content="x">'),
		"metas of unknown names": Array.from({ length: 30_000 }, (_, n) => `<meta name=k${n} content=v>`).join(""),
		"blanks in a name": `<meta property="${filled(" ")}" content=x>`,
		"blanks to make one": `<title>${filled(" \u00a0\t")}</title>`,
		"signs nobody sees": `<title>${filled("\u202e\u200e")}</title>`,
		charsets: filled("<meta charset "),
		"a long address": `<meta property=og:image content="${filled("../")}">`,
		NUL: filled("\0"),
	};
	for (const [name, html] of Object.entries(hostile)) {
		// Small parts first: a failure then shows in a second, not in minutes.
		for (const part of [16 * 1024, size / 8]) {
			const grows = growth((times) => void read(html.slice(0, part * times)));
			assert.ok(grows < 24, `${name}: eight times ${part} characters take ${grows} times as long`);
		}
	}
});

test("the title may follow deep nesting, and text in quotes, comments and scripts is no tag", async () => {
	assert.equal((await read(`${"<x>".repeat(100_000)}<title>deep</title>`)).title, "deep");
	for (const before of [
		"<!-- <title>no</title> -->",
		"<script>'<title>no</title>'</script>",
		"<a b='<title>no</title>'>",
	])
		assert.equal((await read(`${before}<title>yes</title>`)).title, "yes", before);
	const { title, description } = await read(
		`<META NAME=Description CONTENT='a &lt;b&gt; &#x1F600;' name=og:title><title/><title>T</title>`,
	);
	assert.deepEqual([title, description], ["T", "a <b> 😀"]);
	assert.equal(
		(await read(`<meta property="og:title" content><meta property=og:title content=second>`)).title,
		"second",
	);
});

test("previews only visible links: five at most, none in code, in spoilers or in angle brackets", () => {
	assert.deepEqual(linksOf("no link, www.example.org, ftp://example.org, mailto:a@example.org, //x.example"), []);
	assert.deepEqual(
		linksOf("`https://a.example` ```\nhttps://b.example\n``` ||https://c.example|| <https://d.example>"),
		[],
	);
	assert.deepEqual(linksOf("```\nhttps://open.example"), []);
	assert.deepEqual(linksOf("see https://gdal.org/a_(b), [x](https://b.example/?q=1) and https://gdal.org/a_(b)."), [
		"https://gdal.org/a_(b)",
		"https://b.example/?q=1",
	]);
	const many = Array.from({ length: 9 }, (_, n) => `https://example.org/${n}`).join(" ");
	assert.equal(linksOf(many).length, 5);
	assert.deepEqual(linksOf(`https://example.org/${"a".repeat(3000)}`), []);
	for (const shape of ["||", "`", "http://", "<http:", "||`", "```"]) {
		const start = processorMs();
		linksOf(`${shape.repeat(4000).slice(0, 3990)} ://`);
		assert.ok(processorMs() - start < 500, shape);
	}
});
