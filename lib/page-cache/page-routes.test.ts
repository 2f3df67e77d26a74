import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { hasPage, withoutUnread } from "./page-routes";

const files = readdirSync("app", { recursive: true, encoding: "utf8" }).filter((file) => /(^|\/)page\.tsx$/.test(file));

test("every page of the app has its address in the table, and the table has no others", () => {
	assert.ok(files.length > 10);
	const addresses = files.map((file) => `/${file.replaceAll(/\([^)]*\)\/|\/?page\.tsx$/g, "")}`);
	for (const address of addresses) {
		const filledIn = address.replaceAll(/\[\[\.\.\.\w+\]\]|\[\w+\]/g, "7");
		assert.ok(hasPage(filledIn), filledIn);
		assert.ok(hasPage(filledIn.replace(/\/7$/, "")) || !address.endsWith("]]"), address);
	}
	const table = readFileSync("lib/page-cache/page-routes.ts", "utf8").match(/^\t"\/.*": \[/gm) ?? [];
	assert.equal(table.length, addresses.length);
	for (const path of [
		"/nowhere",
		"/explore/a/b",
		"/settings/none",
		"/servers",
		"/servers/1/channels",
		"/.env",
		"/_not-found",
		"/wp-login.php",
	])
		assert.ok(!hasPage(path), path);
});

test("the table has every query parameter that pages read", () => {
	for (const file of files) {
		const source = readFileSync(`app/${file}`, "utf8");
		const address = `/${file.replaceAll(/\([^)]*\)\/|\/?page\.tsx$/g, "").replaceAll(/\[\[\.\.\.\w+\]\]|\[\w+\]/g, "7")}`;
		for (const [, one, name = one] of source.matchAll(/first\(search\.(\w+)\)|\(\(await searchParams\)\.(\w+)/g))
			assert.equal(withoutUnread(`${address}?${name}=1`), `${address}?${name}=1`, file);
	}
});

test("unread parameters, their order and their repetition create no separate page", () => {
	assert.equal(withoutUnread("/?x=1"), "/");
	assert.equal(withoutUnread("/explore?x=1&sort=name&q=a&q=b&_rsc=1"), "/explore?q=a&sort=name");
	assert.equal(
		withoutUnread("/servers/1/channels/2?thread=3&utm_source=x&panel=pins"),
		"/servers/1/channels/2?panel=pins&thread=3",
	);
	assert.equal(withoutUnread("/nowhere?a=1"), "/nowhere");
	assert.equal(withoutUnread("/explore??q=%ff&q"), "/explore");
});
