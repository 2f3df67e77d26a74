import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { afterEach, beforeEach, mock, test } from "node:test";
import { MemberRoleCache, type RoleIds } from "./member-role-cache";

const serverId = 7;
type Answer = { members: { user: { id: number }; roles: number[] }[] };

beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

const turn = () => new Promise((resolve) => setImmediate(resolve));
const soon = async () => {
	mock.timers.tick(2000);
	await turn();
};
const never = () => {};

function deferred() {
	let resolve: (answer: Answer) => void = never;
	const promise = new Promise<Answer>((done) => {
		resolve = done;
	});
	return { promise, resolve };
}

/** A server whose members have these roles, until `answer` decides otherwise. */
function open(roles: Record<number, number[]>, { connected = true } = {}) {
	const socket = Object.assign(new EventEmitter(), { connected });
	const requests: number[][] = [];
	const world = {
		roles,
		answer: async (ids: number[]): Promise<Answer> => ({
			members: ids.flatMap((id) => (world.roles[id] ? [{ user: { id }, roles: world.roles[id] }] : [])),
		}),
	};
	const load = (_: number, ids: number[]) => {
		requests.push(ids);
		return world.answer(ids);
	};
	return { world, socket, requests, members: new MemberRoleCache(serverId, socket as never, load as never) };
}

const updated = (id: number, roleIds: number[], server = serverId) => ({ serverId: server, user: { id }, roleIds });

test("without a connection nobody is asked for, and a failure leaves the names as they were", async () => {
	const { world, socket, requests, members } = open({ 1: [5] }, { connected: false });
	const stop = members.subscribe(1, never);
	await soon();
	assert.deepEqual(requests, []);
	socket.connected = true;
	world.answer = () => Promise.reject(new Error("unavailable"));
	socket.emit("connect");
	await soon();
	assert.equal(members.of(1), undefined);
	world.answer = async () => ({ members: [{ user: { id: 1 }, roles: [5] }] });
	socket.emit("connect");
	await soon();
	assert.deepEqual(members.of(1), [5]);
	world.answer = () => Promise.reject(new Error("unavailable"));
	socket.emit("connect");
	await soon();
	assert.deepEqual(members.of(1), [5]);
	assert.equal(requests.length, 3);
	stop();
});

test("the names of a page are asked for together, once, and at most 100 at a time", async () => {
	const { requests, members } = open({ 1: [5], 2: [] });
	for (const id of [1, 2, 1, 3]) members.subscribe(id, never);
	await soon();
	assert.deepEqual(requests, [[1, 2, 3]]);
	assert.deepEqual([1, 2, 3].map(members.of), [[5], [], null] satisfies RoleIds[]);
	members.subscribe(2, never);
	await soon();
	assert.equal(requests.length, 1);
	for (let id = 10; id < 160; id++) members.subscribe(id, never);
	await soon();
	assert.deepEqual(
		requests.map((ids) => ids.length),
		[3, 100, 50],
	);
});

test("events of this server change who is known, and tell only those who show them", async () => {
	const { socket, members } = open({ 1: [5], 2: [] });
	let told = 0;
	members.subscribe(1, () => told++);
	members.subscribe(2, never);
	await soon();
	assert.equal(told, 1);
	socket.emit("member:updated", updated(1, [9], 8));
	assert.deepEqual(members.of(1), [5]);
	socket.emit("member:updated", updated(1, [5, 6]));
	assert.deepEqual(members.of(1), [5, 6]);
	socket.emit("members:updated", { serverId, members: [{ userId: 2, roleIds: [4] }] });
	assert.deepEqual(members.of(2), [4]);
	assert.equal(told, 2);
	socket.emit("member:left", { serverId, userId: 1 });
	assert.equal(members.of(1), null);
	socket.emit("member:updated", updated(3, [5]));
	assert.equal(members.of(3), undefined, "nobody shows this member");
});

test("an event about a user who is being loaded is newer than the response", async () => {
	const { world, socket, requests, members } = open({ 1: [5], 2: [5] });
	const late = deferred();
	world.answer = () => late.promise;
	for (const id of [1, 2]) members.subscribe(id, never);
	await soon();
	socket.emit("member:updated", updated(1, [6]));
	late.resolve({ members: [1, 2].map((id) => ({ user: { id }, roles: [5] })) });
	await turn();
	assert.deepEqual([1, 2].map(members.of), [[6], [5]]);
	assert.equal(requests.length, 1);
});

test("who joins, and after a reconnect who is shown, is loaded again; a late response from before does not count", async () => {
	const { world, socket, requests, members } = open({ 1: [5], 2: [5] });
	const stop = members.subscribe(1, never);
	members.subscribe(2, never);
	await soon();
	world.roles = { 1: [6], 2: [6] };
	socket.emit("member:joined", { serverId, user: { id: 2 } });
	assert.deepEqual(members.of(2), [5], "the last known roles stay meanwhile");
	await soon();
	assert.deepEqual([1, 2].map(members.of), [[5], [6]]);
	stop();

	const late = deferred();
	const { answer } = world;
	world.answer = () => late.promise;
	socket.emit("connect");
	await soon();
	world.answer = answer;
	world.roles = { 1: [7], 2: [7] };
	socket.emit("connect");
	await soon();
	late.resolve({ members: [{ user: { id: 2 }, roles: [6] }] });
	await turn();
	assert.deepEqual(requests.slice(1), [[2], [2], [2]]);
	assert.deepEqual(members.of(2), [7]);
	members.subscribe(1, never);
	await soon();
	assert.deepEqual(members.of(1), [7]);
});

test("nicknames are passed on as they are loaded, and null for a user who is no member", async () => {
	const socket = Object.assign(new EventEmitter(), { connected: true });
	const nicknames: [number, string | null][] = [];
	const load = async () => ({ members: [{ user: { id: 1 }, roles: [], nickname: "Captain" }] });
	const members = new MemberRoleCache(serverId, socket as never, load as never, (...told) => nicknames.push(told));
	for (const id of [1, 2]) members.subscribe(id, never);
	await soon();
	assert.deepEqual(nicknames, [
		[1, "Captain"],
		[2, null],
	]);
});

test("a nickname that an event has changed is not replaced by an older response", async () => {
	const socket = Object.assign(new EventEmitter(), { connected: true });
	const nicknames: string[] = [];
	const { promise, resolve } = deferred();
	const members = new MemberRoleCache(serverId, socket as never, (() => promise) as never, (id) =>
		nicknames.push(String(id)),
	);
	members.subscribe(1, never);
	await soon();
	socket.emit("member:updated", updated(1, []));
	resolve({ members: [{ user: { id: 1 }, roles: [] }] });
	await turn();
	assert.deepEqual(nicknames, []);
});
