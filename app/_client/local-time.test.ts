import assert from "node:assert/strict";
import { test } from "node:test";
import { localTimeIn } from "./local-time";

const now = new Date("2026-03-29T00:30:00Z");
const inZone = (timeZone: string, here: string, more: object = {}) =>
	localTimeIn(timeZone, { here, locale: "en", hours: "24", now, ...more });

test("the local time has the day of the week only where it is another day than here", () => {
	assert.equal(inZone("Europe/Berlin", "UTC"), "01:30");
	assert.equal(inZone("America/New_York", "Europe/Berlin"), "Sat 20:30");
	assert.equal(inZone("Asia/Seoul", "America/New_York"), "Sun 09:30");
	assert.equal(inZone("Asia/Seoul", "UTC"), "09:30");
});

test("it follows summer time, the clock and the language, and an unknown zone has none", () => {
	assert.equal(inZone("Europe/Berlin", "UTC", { now: new Date("2026-03-29T01:30:00Z") }), "03:30");
	assert.match(inZone("Asia/Seoul", "UTC", { hours: "12" }) ?? "", /^9:30\s?am$/i);
	assert.match(inZone("Asia/Seoul", "America/New_York", { locale: "ko" }) ?? "", /09:30/);
	assert.equal(inZone("Mars/Olympus", "UTC"), null);
});
