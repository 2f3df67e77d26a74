import assert from "node:assert/strict";
import { test } from "node:test";
import { joinedAfter, joinedFrom } from "./joined-filter";

test("an address asks for those who joined in the last hour, today or since a time; anything else is no filter", () => {
	const since = "2026-11-29T07:00:00.000Z";
	assert.deepEqual(["hour", "today", since].map(joinedFrom), ["hour", "today", since]);
	for (const other of [undefined, "", "week", "x", "9".repeat(30), "+275760-09-13T00:00:00Z", [since, since]])
		assert.equal(joinedFrom(other), "");
});

test("the filter includes those who joined at its time itself", () => {
	const now = new Date("2026-11-29T12:30:00").getTime();
	assert.equal(joinedAfter("", now), null);
	assert.equal(Date.parse(joinedAfter("hour", now) ?? ""), now - 3_600_000);
	assert.equal(Date.parse(joinedAfter("today", now) ?? "") + 1, new Date("2026-11-29T00:00:00").getTime());
	assert.equal(joinedAfter("2026-11-29T07:00:00.000Z", now), "2026-11-29T06:59:59.999Z");
});
