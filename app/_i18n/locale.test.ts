import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pickLocale, pickTimeZone } from "./locale";

describe("the language of a page", () => {
	it("is the user's choice, whatever the browser prefers", () => assert.equal(pickLocale("ko", "en"), "ko"));
	it("is otherwise the browser's first supported one", () => {
		assert.equal(pickLocale(undefined, "fr-FR, ko-KR;q=0.9, en;q=0.8"), "ko");
		assert.equal(pickLocale(undefined, "ko;q=0.4, en-GB;q=0.7"), "en");
	});
	it("is otherwise English, also for nonsense", () => {
		for (const header of [null, "", "de", "ko;q=0", ";;;,,q=", "*"]) assert.equal(pickLocale("xx", header), "en");
	});
	it("shows times in the browser's zone, or UTC if that is invalid", () => {
		assert.equal(pickTimeZone("Asia/Seoul"), "Asia/Seoul");
		for (const received of [undefined, "", "Mars/Olympus", "x".repeat(99)]) assert.equal(pickTimeZone(received), "UTC");
	});
});
