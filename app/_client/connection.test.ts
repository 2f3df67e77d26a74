import assert from "node:assert/strict";
import { test } from "node:test";
import { Connection } from "./connection";

test("a node that was lost is asked again at random moments two seconds apart at most, and only one that stays away less often", () => {
	const { socket } = new Connection(() => {}, "http://127.0.0.1:9");
	const manager = socket.io;
	const tries = (attempt: number) =>
		(manager as unknown as { emit(name: string, n: number): void }).emit("reconnect_attempt", attempt);
	assert.ok(manager.randomizationFactor() >= 0.5);
	for (const attempt of [1, 5, 20, 60, 99]) {
		tries(attempt);
		assert.ok(manager.reconnectionDelayMax() <= 2000, String(attempt));
	}
	tries(100);
	assert.equal(manager.reconnectionDelayMax(), 15_000);
});
