import assert from "node:assert/strict";
import { test } from "node:test";
import { realHost } from "./index";

const evil = "https://evil.example/x";

test("text that looks like another host is followed by the real one, in any spelling", () => {
	for (const text of [
		"bank.com",
		"https://bank.com/login",
		"www.bank.com",
		"bank\u2024com",
		"bank\u3002com",
		"bank\uff0ecom",
		"bank\uff61com",
		"\u200bbank.com",
		"ba\u00adnk.com\u200d",
		"bank\u2060.com",
		"//bank.com",
		"Go to bank.com",
		"(bank.com)",
		"log in: bank.com!",
		"\u202emoc.knab",
		"ｂａｎｋ.ｃｏｍ",
		"b\u0430nk.com",
		"bank.com@evil.example",
		"https://bank.com@evil.example/",
		"evil.example or bank.com",
		"192.168.0.1",
		"bank·com",
		"mail me@bank.com",
		"\u202eevil.example",
		"https://evil.example/\u2066moc.knab",
		"evil.example\u200f/",
	])
		assert.equal(realHost(evil, text), "evil.example", JSON.stringify(text));
	assert.equal(realHost("mailto:x@evil.example", "support@bank.com"), "x@evil.example");
	assert.equal(realHost("mailto:x@evil.example", "bank.com"), "x@evil.example");
	assert.equal(realHost("https://evil.example:8443/", "bank.com"), "evil.example:8443");
});

test("text without a host, or with the real one, stays unchanged", () => {
	for (const text of [
		"here",
		"the whole story",
		"v1.2.3",
		"e.g. this",
		"evil.example",
		"https://www.evil.example/y",
		"EVIL.example",
		"https://evil.example/to/index.html?from=bank.com",
		"evil.example/README.md",
		"3.5 km",
	])
		assert.equal(realHost(evil, text), null, text);
	assert.equal(realHost("mailto:x@evil.example", "x@evil.example"), null);
	assert.equal(realHost("mailto:x@evil.example", "write to me"), null);
});

test("letters that look like Latin ones are followed by the real host, other scripts are not", () => {
	const shown = (typed: string) => realHost(new URL(typed).href, typed);
	assert.equal(shown("https://www.аррӏе.com/"), "www.xn--80ak6aa92e.com");
	assert.equal(shown("https://gооgle.com/"), new URL("https://gооgle.com/").host);
	assert.equal(shown("https://bänk.com/"), "xn--bnk-qla.com");
	assert.equal(shown("https://www.xn--80ak6aa92e.com/"), null);
	for (const honest of ["https://한국.kr/", "https://例え.jp/a", "https://中国.cn/"]) assert.equal(shown(honest), null);
});
