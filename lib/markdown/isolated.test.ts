import assert from "node:assert/strict";
import { test } from "node:test";
import { channelTitle, isolated } from "./isolated";

test("no character of a name changes the direction of the text around it", () => {
	for (const control of "\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\u200E\u200F\u061C")
		assert.equal(isolated(`a${control}b`), "ab");
	assert.equal(isolated("\u2069\u202Eevil"), "evil");
});

test("a right-to-left name is isolated, also with other letters in it", () => {
	for (const name of ["ليلى الخطيب", "שלום 12", "Room القاعة", "ނަން"])
		assert.equal(isolated(name), `\u2068${name}\u2069`);
	assert.equal(isolated("\u2069ليلى\u2068"), "\u2068ليلى\u2069");
});

test("other names stay unchanged", () => {
	for (const name of ["Contour Club", "김지우", "日本語", "Åsa 👩‍👧", ""]) assert.equal(isolated(name), name);
});

test("the title of a channel keeps the order of channel and server", () => {
	assert.equal(channelTitle({ name: "عام" }, { name: "نادي" }), "#\u2068عام\u2069, \u2068نادي\u2069");
	assert.equal(channelTitle({ name: "\u202Eevil" }, { name: "Club" }), "#evil, Club");
});
