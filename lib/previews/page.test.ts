import assert from "node:assert/strict";
import { test } from "node:test";
import { linksIn } from "./links";
import { readPage } from "./page";

const read = (html: string | Buffer, charset: string | null = null) =>
	readPage({
		url: new URL("https://relief.example/notes/1"),
		type: "text/html",
		charset,
		bytes: Buffer.from(html),
		cut: false,
	});

test("a page without words has nothing to show", () => {
	for (const html of ["", "<p>hello", "<title>  \n </title>", "\u0000\u0001", "<body><title>late</title>"])
		assert.equal(read(html).title, null, html);
});

test("what a page says is one line of plain text within bounds", () => {
	const { title, description, site } = read(
		`<title>Why <b>summits</b>\n\t drift &amp; &lt;script&gt;\u202Egpj.exe</title>
		<meta name=description content="${"long ".repeat(1000)}"><meta property="og:site_name" content="${"s".repeat(500)}">`,
	);
	assert.equal(title, "Why <b>summits</b> drift & <script>gpj.exe");
	assert.ok(description && [...description].length <= 400 && description.endsWith("…"));
	assert.equal([...(site ?? "")].length, 80);
});

test("OpenGraph goes before Twitter, Twitter before the title, the first before the second", () => {
	const html = `<head><title>T</title><meta name="twitter:title" content="tw"><meta property="og:title" content="og">
		<meta property="og:title" content="second"><meta name="twitter:description" content="d"><meta name="description" content="plain">
		<meta property="og:image" content="../a.png"></head><meta property="og:site_name" content="after the head">`;
	const { title, description, image, site } = read(html);
	assert.deepEqual([title, description, image?.href, site], ["og", "d", "https://relief.example/a.png", null]);
	assert.equal(read("<svg><title>in a picture</title></svg><title>x</title>").title, "in a picture");
});

test("the page's alphabet is found out: by its mark, its header or its own word", () => {
	const cyrillic = Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]);
	const with_ = (meta: string) => Buffer.concat([Buffer.from(`${meta}<title>`), cyrillic, Buffer.from("</title>")]);
	assert.equal(read(with_(""), "windows-1251").title, "Привет");
	assert.equal(read(with_("<meta charset=windows-1251>")).title, "Привет");
	assert.equal(
		read(with_(`<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">`), "nonsense").title,
		"Привет",
	);
	assert.equal(read("<title>안녕</title>").title, "안녕");
	const wide = Buffer.from("\ufeff<title>wide</title>", "utf16le");
	assert.equal(read(wide, "utf-8").title, "wide");
});

test("a page that never ends a tag, and one of nothing but tags, are read in a moment", () => {
	for (const html of ["<".repeat(1e6), "<a ".repeat(3e5), "<meta ".repeat(1e5), `<meta content="${"x".repeat(1e6)}`]) {
		const start = performance.now();
		read(html);
		assert.ok(performance.now() - start < 2000, html.slice(0, 10));
	}
});

test("only links somebody wants to show are looked at: five at most, none in code, in spoilers or in angle brackets", () => {
	assert.deepEqual(linksIn("no link, www.example.org, ftp://example.org, mailto:a@example.org, //x.example"), []);
	assert.deepEqual(
		linksIn("`https://a.example` ```\nhttps://b.example\n``` ||https://c.example|| <https://d.example>"),
		[],
	);
	assert.deepEqual(linksIn("```\nhttps://open.example"), []);
	assert.deepEqual(linksIn("see https://gdal.org/a_(b), [x](https://b.example/?q=1) and https://gdal.org/a_(b)."), [
		"https://gdal.org/a_(b)",
		"https://b.example/?q=1",
	]);
	const many = Array.from({ length: 9 }, (_, n) => `https://example.org/${n}`).join(" ");
	assert.equal(linksIn(many).length, 5);
	assert.deepEqual(linksIn(`https://example.org/${"a".repeat(3000)}`), []);
	for (const shape of ["||", "`", "http://", "<http:", "||`", "```"]) {
		const start = performance.now();
		linksIn(`${shape.repeat(4000).slice(0, 3990)} ://`);
		assert.ok(performance.now() - start < 500, shape);
	}
});
