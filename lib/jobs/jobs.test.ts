import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { after, afterEach, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { connect, disconnect, sql } from "@/db";
import { queuesOf } from "@/test/support/job-queues";
import { range, waitUntil } from "@/test/support/socket-client";
import { openTestDatabase, type TestDatabase } from "@/test/support/test-database";
import { appState } from "../process/app-state";
import { createAppState } from "../process/create-app-state";
import { log } from "../process/log";
import { transaction } from "../transaction";
import { enqueueIn } from "./enqueue";
import { PermanentFailure, type Queue, queue, retryDelay } from "./queue";
import { startJobs } from "./runner";
import { sweepFailedJobs } from "./store";

let database: TestDatabase;
let stops: (() => Promise<void>)[] = [];

before(async () => {
	database = await openTestDatabase();
	connect(database.options, { max: 8 });
	log.level = "silent";
	createAppState("a secret that is as long as it needs to be");
	await sql`create table begun (key text not null, instance text not null)`;
	await sql`create table ended (key text not null)`;
});
afterEach(async () => {
	for (const stop of stops) await stop();
	stops = [];
	await sql`truncate jobs, begun, ended`;
});
after(async () => {
	await disconnect();
	await database.stop();
});

const begin = (queues: Record<string, Queue>, leaseMs = 30_000, stopMs = 5000) => {
	const stop = startJobs(queues, { pollMs: 20, leaseMs, stopMs });
	stops.push(stop);
	return stop;
};
const add = (name: string, ...payloads: object[]) =>
	sql`insert into jobs (queue, payload) select ${name}, p from unnest(${payloads.map((p) => JSON.stringify(p))}::jsonb[]) p`;
const jobs = async () => {
	const rows = await sql<
		{ attempts: number; error: string | null; failed: boolean; waits: boolean; locked: boolean }[]
	>`
		select attempts, error, failed_at is not null as failed, run_at > now() as waits,
			coalesce(locked_until > now(), false) as locked from jobs order by id`;
	return rows.map((row) => ({ ...row }));
};
const left = async () => (await jobs()).length;
const keys = async (table: "begun" | "ended") =>
	(await sql<{ key: string }[]>`select key from ${sql(table)} order by key`).map(({ key }) => key);

/** A program beside this bundled test, or in the sources. */
const program = new URL(
	import.meta.url.endsWith(".ts") ? "../../test/support/job-worker.ts" : "job-worker.js",
	import.meta.url,
);
async function startWorker(leaseMs: number): Promise<ChildProcess> {
	const child = fork(fileURLToPath(program), [JSON.stringify({ database: database.options, leaseMs })], {
		execArgv: process.execArgv.filter((flag) => !flag.startsWith("--test")),
	});
	await once(child, "message");
	return child;
}

const oneQueue = (handle: Queue["handle"], more: Partial<Queue> = {}): Record<string, Queue> => ({
	plain: queue({
		payload: z.unknown(),
		maxAttempts: 3,
		retryMs: 1,
		maxRetryMs: 1,
		concurrency: 4,
		handle,
		...more,
	}),
});

test("a job that kill -9 has interrupted is done by another instance after the end of its lease, and once", async () => {
	const worker = await startWorker(500);
	await add("plain", { key: "a", hangs: true });
	await waitUntil("the job has begun", async () => (await keys("begun")).length === 1);
	worker.kill("SIGKILL");
	await once(worker, "exit");
	await sql`update jobs set payload = '{"key": "a"}'`;
	begin(queuesOf("first"), 500);
	begin(queuesOf("third"), 500);
	await waitUntil("the job is done", async () => (await left()) === 0);
	assert.deepEqual(await keys("ended"), ["a"]);
	const rows = await sql<{ instance: string }[]>`select instance from begun`;
	assert.equal(rows.length, 2);
	assert.equal(rows[0]?.instance, "second");
});

test("a job whose instance lives is never begun by another, however long it takes", async () => {
	const worker = await startWorker(300);
	await add("plain", { key: "a", hangs: true });
	await waitUntil("the job has begun", async () => (await keys("begun")).length === 1);
	const [first] = await sql<{ until: Date }[]>`select locked_until as until from jobs`;
	begin(queuesOf("first"), 300);
	await waitUntil("the lease was renewed twice", async () => {
		const [row] = await sql<{ renewed: boolean }[]>`
			select locked_until > ${first?.until ?? new Date()}::timestamptz + interval '600 ms' as renewed from jobs`;
		return row?.renewed === true;
	});
	assert.deepEqual(await keys("begun"), ["a"]);
	worker.kill("SIGKILL");
	await once(worker, "exit");
});

test("SIGTERM gives unfinished jobs back at once, so that another instance need not wait", async () => {
	const begun: number[] = [];
	const stop = begin(
		oneQueue(async (_, { attempt }) => {
			begun.push(attempt);
			if (attempt === 1) await new Promise(() => {});
		}),
		30_000,
		10,
	);
	await add("plain", {});
	await waitUntil("it has begun", () => begun.length === 1);
	await stop();
	assert.deepEqual(await jobs(), [{ attempts: 1, error: null, failed: false, waits: false, locked: false }]);
	await add("plain", {});
	appState().jobRunner?.wake();
	// It waits for jobs that were begun.
	await stop();
	assert.deepEqual(begun, [1], "a stopped instance begins nothing");
});

test("a stopping instance finishes what it has begun", async () => {
	let finish = () => {};
	let begun = false;
	const stop = begin(
		oneQueue(async () => {
			begun = true;
			await new Promise<void>((resolve) => {
				finish = resolve;
			});
		}),
	);
	await add("plain", {});
	await waitUntil("it has begun", () => begun);
	const stopped = stop();
	finish();
	await stopped;
	assert.equal(await left(), 0);
});

test("each of many jobs is done once by three instances together", async () => {
	for (const name of ["first", "second", "third"]) begin(queuesOf(name));
	const wanted = range(1, 60).map((n) => `job ${n}`);
	await add("plain", ...wanted.map((key) => ({ key })));
	await waitUntil("all are done", async () => (await left()) === 0);
	assert.deepEqual(await keys("ended"), wanted.toSorted());
});

test("an instance does no more jobs of a queue at once than it may, and goes on when one is done", async () => {
	let running = 0;
	let most = 0;
	let done = 0;
	begin(
		oneQueue(
			async () => {
				most = Math.max(most, ++running);
				await sql`select pg_sleep(0.005)`;
				running--;
				done++;
			},
			{ concurrency: 3 },
		),
	);
	await add("plain", ...range(1, 30).map(() => ({})));
	await waitUntil("all are done", () => done === 30);
	assert.equal(most, 3);
});

test("an instance leaves the jobs that it cannot do to others", async () => {
	const done: string[] = [];
	const of = (name: string, isOpen: boolean) => oneQueue(async () => void done.push(name), { isOpen: () => isOpen });
	begin(of("first", false));
	begin(of("second", true));
	begin(of("third", false));
	await add("plain", ...range(1, 20).map(() => ({})));
	await waitUntil("all are done", async () => (await left()) === 0);
	assert.deepEqual(new Set(done), new Set(["second"]));
});

test("of an exclusive queue one job at a time is done, by all instances together", async () => {
	let running = 0;
	let most = 0;
	const handle = async () => {
		most = Math.max(most, ++running);
		await sql`select pg_sleep(0.002)`;
		running--;
	};
	for (const _ of range(1, 4)) begin(oneQueue(handle, { exclusive: true }));
	await add("plain", ...range(1, 40).map(() => ({})));
	await waitUntil("all are done", async () => (await left()) === 0);
	assert.equal(most, 1);
});

test("a failure is tried again later, and kept with its error after the last attempt", async () => {
	const attempts: number[] = [];
	begin(
		oneQueue(async (_, { attempt }) => {
			attempts.push(attempt);
			throw new Error("no luck");
		}),
	);
	await add("plain", {});
	await waitUntil("it is given up", async () => (await jobs())[0]?.failed === true);
	assert.deepEqual(attempts, [1, 2, 3]);
	assert.equal((await jobs())[0]?.error, "Error: no luck");
	await sql`update jobs set failed_at = now() - interval '29 days'`;
	await sweepFailedJobs();
	assert.equal(await left(), 1);
	await sql`update jobs set failed_at = now() - interval '31 days'`;
	await sweepFailedJobs();
	assert.equal(await left(), 0);
});

test("a failure waits before the next attempt, longer each time up to a maximum, and never the same time", () => {
	const times = { retryMs: 1000, maxRetryMs: 8000 };
	for (const [attempt, base] of [
		[1, 1000],
		[2, 2000],
		[3, 4000],
		[4, 8000],
		[9, 8000],
	] as const) {
		const delays = range(1, 50).map(() => retryDelay(times, attempt));
		assert.ok(delays.every((ms) => ms >= base / 2 && ms <= base * 1.5));
		assert.ok(new Set(delays).size > 40);
	}
});

test("an attempt that failed is not tried again before its time", async () => {
	begin(
		oneQueue(
			async () => {
				throw new Error("no luck");
			},
			{ retryMs: 600_000, maxRetryMs: 600_000 },
		),
	);
	await add("plain", {});
	await waitUntil("it has failed", async () => (await jobs())[0]?.error !== null);
	assert.deepEqual(await jobs(), [{ attempts: 1, error: "Error: no luck", failed: false, waits: true, locked: false }]);
});

test("a permanent failure and a malformed payload are not tried again", async () => {
	let calls = 0;
	const handle = async () => {
		calls++;
		throw new PermanentFailure("never");
	};
	begin(oneQueue(handle, { payload: z.strictObject({ key: z.string() }) }));
	await add("plain", { key: "a" }, { key: 1 });
	await waitUntil("both are given up", async () => (await jobs()).every(({ failed }) => failed));
	assert.equal(calls, 1);
	assert.deepEqual(
		(await jobs()).map(({ attempts }) => attempts),
		[1, 1],
	);
});

test("a job that kills every instance is given up without another attempt", async () => {
	await add("plain", { key: "poison" });
	await sql`update jobs set attempts = 3, locked_until = now() - interval '1 second'`;
	begin(queuesOf("first"));
	await waitUntil("it is given up", async () => (await jobs())[0]?.failed === true);
	assert.deepEqual(await keys("begun"), []);
});

test("an attempt that lost its job is aborted, and cannot end or change the attempt after it", async () => {
	let reason: unknown;
	let finish = () => {};
	begin(
		oneQueue(async (_, { attempt, signal }) => {
			if (attempt > 1) return new Promise<void>(() => {});
			signal.addEventListener("abort", () => {
				reason = signal.reason;
			});
			await new Promise<void>((resolve) => {
				finish = resolve;
			});
		}),
		100,
		10,
	);
	await add("plain", {});
	await waitUntil("it has begun", async () => (await jobs())[0]?.attempts === 1);
	await sql`update jobs set attempts = 7, locked_until = now() + interval '1 hour'`;
	await waitUntil("the attempt is interrupted", () => reason !== undefined);
	finish();
	for (const stop of stops) await stop();
	assert.equal(reason, "lost");
	assert.deepEqual(await jobs(), [{ attempts: 7, error: null, failed: false, waits: false, locked: true }]);
});

test("a job exists exactly if the transaction of its reason is committed", async () => {
	const request = { kind: "password_changed", userId: 1, locale: "en" } as const;
	await assert.rejects(
		transaction(async (tx) => {
			await enqueueIn(tx, "mail", request);
			throw new Error("rolled back");
		}),
	);
	assert.equal(await left(), 0);
	await transaction((tx) => enqueueIn(tx, "mail", request));
	assert.equal(await left(), 1);
});
