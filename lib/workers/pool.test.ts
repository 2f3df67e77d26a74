import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startTimeOf } from "@/db/embedded/processes";
import type { BadTasks } from "@/test/support/bad-child";
import { waitUntil } from "@/test/support/socket-client";
import { FairQueue } from "./fair-queue";
import { WorkerPool } from "./pool";

/** A program beside this bundled test, or in the sources. */
const program = (name: string) =>
	new URL(import.meta.url.endsWith(".ts") ? `../../test/support/${name}.ts` : `${name}.js`, import.meta.url);
const entry = program("bad-child");
const [mallory, ada, bob] = [1, 2, 3];
const long = 60_000;

let pool: WorkerPool<BadTasks>;
beforeEach(() => {
	pool?.close();
	pool = new WorkerPool(entry, 2);
});
after(() => pool.close());

const failed = { name: "TaskFailed" };

test("an endless task is killed at its deadline; meanwhile another user's is done, and then the next of the same user", async () => {
	// Both processes exist before it begins, because their start-up time must not count.
	await Promise.all([pool.run(mallory, "answer", "", long), pool.run(ada, "answer", "", long)]);
	const order: string[] = [];
	const hostile = assert.rejects(pool.run(mallory, "block", null, 1500), failed).then(() => order.push("hostile"));
	const next = pool.run(mallory, "answer", "again", long).then(() => order.push("the same user's next"));
	const other = pool.run(ada, "answer", "ada", long).then(() => order.push("another user's"));
	await Promise.all([hostile, next, other]);
	assert.deepEqual(order, ["another user's", "hostile", "the same user's next"]);
});

test("a task that fails or fills the memory ends alone, and its user is served again", async () => {
	await assert.rejects(pool.run(mallory, "fail", null, long), failed);
	await assert.rejects(pool.run(mallory, "fill", null, long), failed);
	assert.equal(await pool.run(mallory, "answer", "fine", long), "fine");
});

test("however many tasks one user has, the others are served in turn", () => {
	const queue = new FairQueue<string>();
	for (const job of ["m1", "m2", "m3", "m4"]) queue.push(mallory, job);
	queue.push(ada, "a1");
	for (const job of ["b1", "b2"]) queue.push(bob, job);
	assert.equal(queue.waiting(mallory), 4);
	const served: string[] = [];
	for (let next = queue.take(() => true); next; next = queue.take(() => true)) served.push(next.job);
	assert.deepEqual(served, ["m1", "a1", "b1", "m2", "b2", "m3", "m4"]);
	queue.push(mallory, "m5");
	assert.equal(
		queue.take((user) => user !== mallory),
		null,
	);
	assert.equal(queue.size, 1);
});

test("however many users have many tasks, a new user is served before they are again", async () => {
	const queue = new FairQueue<string>();
	const costs = new Map([
		[10, 9000],
		[11, 4000],
		[12, 4000],
	]);
	const take = () =>
		queue.take(
			() => true,
			(user) => costs.get(user) ?? 0,
		)?.job;
	for (const user of [10, 11, 12, ada]) for (const n of [1, 2]) queue.push(user ?? 0, `${user} ${n}`);
	assert.deepEqual([take(), take(), take(), take(), take()], ["2 1", "2 2", "11 1", "12 1", "11 2"]);

	pool.close();
	pool = new WorkerPool(entry, 1);
	const crowd = [10, 11, 12, 13];
	const order: number[] = [];
	const ask = (user: number) => pool.run(user, "answer", "", long).then(() => order.push(user));
	await Promise.all(crowd.map(ask));
	const again = crowd.map(ask);
	await Promise.all([...again, ask(ada)]);
	// One of the others' tasks had begun before.
	assert.deepEqual(order.indexOf(ada), crowd.length + 1);
});

test("users whose tasks were killed share one process, whatever their number", async () => {
	const hostile = [10, 11, 12];
	await Promise.all(hostile.map((user) => assert.rejects(pool.run(user, "block", null, 100), failed)));
	let ended = 0;
	const kept = hostile.map((user) => pool.run(user, "block", null, long).catch(() => ++ended && "ended"));
	assert.equal(await pool.run(ada, "answer", "free", long), "free");
	assert.equal(ended, 0);
	pool.close();
	assert.deepEqual(await Promise.all(kept), ["ended", "ended", "ended"]);
});

test("a task that waits too long for its turn is rejected, and never started later", async () => {
	const blocked = pool.run(mallory, "block", null, 1000).catch(() => "ended");
	await assert.rejects(pool.run(mallory, "answer", "late", long, 100), failed);
	assert.equal(await blocked, "ended");
	assert.equal(await pool.run(mallory, "answer", "next", long, long), "next");
});

test("children start with the first task, are reused, and end when the pool is closed", async () => {
	assert.equal(pool.children, 0);
	const first = await pool.run(ada, "pid", null, long);
	assert.equal(await pool.run(bob, "pid", null, long), first);
	assert.equal(pool.children, 1);
	pool.close();
	await waitUntil("the child is gone", () => startTimeOf(first) === null);
	await assert.rejects(pool.run(ada, "pid", null, long), failed);
});

test("a killed parent leaves no child behind, not even one with a blocked event loop", async () => {
	const parent = spawn(
		process.execPath,
		[...process.execArgv.filter((flag) => !flag.startsWith("--test")), fileURLToPath(program("bad-parent"))],
		{ stdio: ["ignore", "pipe", "inherit"] },
	);
	const [line] = await once(parent.stdout, "data");
	const children = String(line).trim().split(" ").map(Number);
	assert.equal(children.length, 2);
	for (const pid of children) assert.notEqual(startTimeOf(pid), null);
	parent.kill("SIGKILL");
	await waitUntil("both are gone", () => children.every((pid) => startTimeOf(pid) === null));
});
