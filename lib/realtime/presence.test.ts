import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { FakeClock } from "@/test/support/fake-clock";
import { Presence, type UserPresence } from "./presence";

const [ada, bob] = [1, 2];
const [reading, games] = [10, 11];

/** Presences of two instances that receive each other's messages at once. */
function twoInstances(context: TestContext) {
	const clock = new FakeClock(context);
	const serialized: string[][] = [[], []];
	const sent: UserPresence[][] = [];
	let connected = true;
	const make = (index: number): Presence =>
		new Presence(
			({ serverId, changes }) => {
				for (const { userId, status } of changes) serialized[index]?.push(`${serverId}: ${userId} ${status}`);
			},
			(users) => {
				sent.push(users);
				if (connected) both[1 - index]?.elsewhere(`instance ${index}`, users, false);
			},
		);
	const both = [make(0), make(1)];
	const [one, other] = both as [Presence, Presence];
	const lose = () => {
		connected = false;
	};
	return { clock, one, other, serialized: serialized as [string[], string[]], sent, lose };
}

test("an invisible user appears as offline, on every instance, also after opening a tab on another", (context) => {
	const { clock, one, other, serialized } = twoInstances(context);
	one.arrived(ada, [reading]);
	one.choose(ada, "invisible");
	clock.pass(2500);
	assert.deepEqual(serialized, [[], []]);
	other.arrived(ada, [reading]);
	clock.pass(2500);
	assert.deepEqual(serialized, [[], []]);
	assert.equal(one.of(ada), "offline");
	assert.equal(other.of(ada), "offline");
});

test("of two choices on two instances the newest counts on both", (context) => {
	const { clock, one, other } = twoInstances(context);
	let date = 1000;
	context.mock.method(Date, "now", () => date++);
	one.arrived(ada, [reading]);
	other.arrived(ada, [reading]);
	one.choose(ada, "dnd");
	clock.pass(2500);
	assert.equal(other.of(ada), "dnd");
	other.choose(ada, "idle");
	clock.pass(2500);
	assert.equal(one.of(ada), "idle");
	assert.equal(other.of(ada), "idle");
});

test("changes of a second are emitted once a server, and only differences", (context) => {
	const { clock, one, serialized } = twoInstances(context);
	one.arrived(ada, [reading, games]);
	one.choose(ada, "dnd");
	one.choose(ada, "idle");
	clock.pass(1000);
	assert.deepEqual(serialized[0], ["10: 1 idle", "11: 1 idle"]);
	one.choose(ada, "dnd");
	one.choose(ada, "idle");
	clock.pass(5000);
	assert.equal(serialized[0].length, 2);
});

test("a reload is no absence; a user who stays away appears as offline after the grace period", (context) => {
	const { clock, one, serialized } = twoInstances(context);
	one.arrived(ada, [reading]);
	clock.pass(1500);
	one.left(ada);
	clock.pass(1500);
	one.arrived(ada, [reading]);
	clock.pass(5000);
	assert.deepEqual(serialized[0], ["10: 1 online"]);
	one.left(ada);
	clock.pass(4500);
	assert.deepEqual(serialized[0], ["10: 1 online", "10: 1 offline"]);
	assert.deepEqual(serialized[1], ["10: 1 online", "10: 1 offline"]);
});

test("a user who moves to another instance was never away", (context) => {
	const { clock, one, other, serialized } = twoInstances(context);
	one.arrived(ada, [reading]);
	clock.pass(2000);
	one.left(ada);
	other.arrived(ada, [reading]);
	clock.pass(6000);
	assert.deepEqual(serialized, [["10: 1 online"], ["10: 1 online"]]);
});

test("users of a silent instance are gone, unless this instance could not receive", (context) => {
	const { clock, one, other, serialized, lose } = twoInstances(context);
	one.arrived(ada, [reading]);
	other.arrived(bob, [reading]);
	clock.pass(1500);
	lose();
	clock.pass(6000);
	one.onReconnect();
	one.dropSilent();
	clock.pass(1500);
	assert.equal(one.of(bob), "online");
	other.dropSilent();
	clock.pass(1500);
	assert.equal(other.of(ada), "offline");
	assert.deepEqual(serialized[1].slice(-1), ["10: 1 offline"]);
});

test("an instance that sends its complete list removes users no longer on it", (context) => {
	const { clock, one, other } = twoInstances(context);
	other.arrived(ada, [reading]);
	other.arrived(bob, [reading]);
	clock.pass(1500);
	assert.equal(one.of(ada), "online");
	one.elsewhere("instance 1", other.everybody().slice(1), true);
	assert.equal(one.of(ada), "offline");
	assert.equal(one.of(bob), "online");
});

test("a former member's presence is not emitted, whatever was in flight", (context) => {
	const { clock, one, serialized } = twoInstances(context);
	one.arrived(ada, [reading, games]);
	one.belongs(ada, reading, false);
	clock.pass(2000);
	assert.deepEqual(serialized[0], ["11: 1 online"]);
	one.belongs(ada, reading, true);
	clock.pass(2000);
	assert.deepEqual(serialized[0], ["11: 1 online", "10: 1 online"]);
});

test("an online user is idle when all their sockets are, on every instance, and active again with the first that is not", (context) => {
	const { clock, one, other, serialized } = twoInstances(context);
	one.arrived(ada, [reading]);
	one.arrived(ada, [reading]);
	other.arrived(ada, [reading]);
	clock.pass(2500);
	one.setIdle(ada, true);
	one.setIdle(ada, true);
	clock.pass(2500);
	assert.equal(one.of(ada), "online");
	other.setIdle(ada, true);
	clock.pass(2500);
	assert.deepEqual([one.of(ada), other.of(ada)], ["idle", "idle"]);
	assert.equal(serialized[0].at(-1), `${reading}: ${ada} idle`);
	one.setIdle(ada, false);
	clock.pass(2500);
	assert.deepEqual([one.of(ada), other.of(ada)], ["online", "online"]);
	one.left(ada);
	clock.pass(2500);
	assert.deepEqual([one.of(ada), other.of(ada)], ["idle", "idle"]);
	one.left(ada, true);
	other.left(ada, true);
	clock.pass(5000);
	assert.deepEqual([one.of(ada), other.of(ada)], ["offline", "offline"]);
});

test("idle sockets change nothing for a user with another chosen presence", (context) => {
	const { clock, one } = twoInstances(context);
	one.arrived(ada, [reading], "dnd");
	one.arrived(bob, [reading], "invisible");
	one.setIdle(ada, true);
	one.setIdle(bob, true);
	clock.pass(2500);
	assert.deepEqual([one.of(ada), one.of(bob)], ["dnd", "offline"]);
});
