import assert from "node:assert/strict";
import { test } from "node:test";
import { forever, isForever, muteEnd } from "./mute-options";

const at = (hours: number, minutes = 0) => new Date(2026, 9, 14, hours, minutes);

test("a mute lasts one hour, eight hours, until the next 08:00 on this device, or until turned off", () => {
	assert.equal(muteEnd("hour", at(9, 31)), at(10, 31).toISOString());
	assert.equal(muteEnd("hours", at(20)), new Date(2026, 9, 15, 4).toISOString());
	assert.equal(muteEnd("morning", at(3)), at(8).toISOString());
	assert.equal(muteEnd("morning", at(8)), new Date(2026, 9, 15, 8).toISOString());
	assert.equal(muteEnd("morning", at(22)), new Date(2026, 9, 15, 8).toISOString());
	assert.equal(muteEnd("forever", at(9)), forever);
	assert.ok(isForever(forever));
	assert.ok(!isForever(at(9).toISOString()));
});
