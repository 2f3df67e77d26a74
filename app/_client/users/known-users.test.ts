import assert from "node:assert/strict";
import { test } from "node:test";
import { KnownUsers } from "./known-users";

const ada = (avatarUrl: string | null, displayName = "Ada") => ({ id: 1, displayName, avatarUrl });

test("the latest change counts, and only new ones are notified", () => {
	const people = new KnownUsers();
	let received = 0;
	const stop = people.subscribe(() => received++);
	assert.equal(people.of(1), undefined);
	people.learn([ada("/a")]);
	const first = people.of(1);
	people.learn([ada("/a")]);
	assert.equal(people.of(1), first);
	assert.equal(received, 1);
	people.learn([ada("/b"), ada(null, "Ada L")]);
	assert.deepEqual(people.of(1), { displayName: "Ada L", avatarUrl: null });
	assert.equal(received, 2);
	stop();
	people.learn([ada("/c")]);
	assert.equal(received, 2);
});

test("above the maximum the oldest entry is dropped", () => {
	const people = new KnownUsers();
	for (let id = 1; id <= 5001; id++) people.learn([{ id, displayName: "x", avatarUrl: null }]);
	assert.equal(people.of(1), undefined);
	assert.ok(people.of(2) && people.of(5001));
});

test("a nickname counts in its server alone, null means that there is none, and only changes are notified", () => {
	const people = new KnownUsers();
	let received = 0;
	people.subscribe(() => received++);
	assert.equal(people.nicknameOf(7, 1), undefined);
	people.learnNickname(7, 1, "Captain");
	people.learnNickname(7, 1, "Captain");
	assert.deepEqual([people.nicknameOf(7, 1), people.nicknameOf(8, 1), received], ["Captain", undefined, 1]);
	people.learnNickname(7, 1, null);
	assert.deepEqual([people.nicknameOf(7, 1), received], [null, 2]);
	for (let id = 2; id <= 5001; id++) people.learnNickname(7, id, "x");
	assert.deepEqual([people.nicknameOf(7, 1), people.nicknameOf(7, 2)], [undefined, "x"]);
});
