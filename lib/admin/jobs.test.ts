import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { range } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import type { InstanceAuditEntry, Job } from "../realtime/protocol";
import { transaction } from "../transaction";
import { writeInstanceAudit } from "./write-audit";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;

before(async () => {
	world = await TestServer.open();
	({ ada, bob } = await world.createThree());
	await sql`update users set is_admin = true where username = 'ada'`;
});
after(() => world.close());

async function jobs(query = ""): Promise<{ jobs: Job[]; nextCursor: string | null }> {
	const { status, text } = await ada.get(`/api/admin/jobs?${query}`);
	assert.equal(status, 200, text);
	return JSON.parse(text);
}

async function entries(query = ""): Promise<{ entries: InstanceAuditEntry[]; nextCursor: string | null }> {
	const { status, text } = await ada.get(`/api/admin/audit-log?${query}`);
	assert.equal(status, 200, text);
	return JSON.parse(text);
}

test("lists jobs by state and queue, page by page, without their payloads", async () => {
	const secret = "to-nobody@example.org";
	for (const n of range(1, 3))
		await sql`insert into jobs (queue, payload, attempts, error, failed_at) values
			(${n === 3 ? "other" : "mail"}, ${sql.json({ email: secret })}, 8, 'Error: refused', now())`;
	await sql`insert into jobs (queue, payload, run_at) values ('mail', ${sql.json({ email: secret })}, now() + interval '1 hour')`;
	await sql`insert into jobs (queue, payload, locked_until) values ('other', '{}', now() + interval '1 hour')`;
	const { text } = await ada.get("/api/admin/jobs");
	assert.ok(!text.includes(secret));
	assert.deepEqual(
		(await jobs()).jobs.map(({ queue, state, error }) => `${queue} ${state} ${error}`),
		["other failed Error: refused", ...range(1, 2).map(() => "mail failed Error: refused")],
	);
	assert.deepEqual((await jobs("queue=mail")).jobs.length, 2);
	assert.deepEqual(
		(await jobs("state=waiting")).jobs.map(({ queue, state }) => `${queue} ${state}`),
		["mail waiting"],
	);
	assert.deepEqual(
		(await jobs("state=running")).jobs.map(({ queue, state }) => `${queue} ${state}`),
		["other running"],
	);
	const first = await jobs("limit=2");
	const second = await jobs(`limit=2&cursor=${first.nextCursor}`);
	assert.deepEqual([first.jobs.length, second.jobs.length, second.nextCursor], [2, 1, null]);
	for (const field of ["state", "limit", "cursor"])
		assertRefused(await ada.get(`/api/admin/jobs?${field}=x`), 400, "invalid_request", field);
});

test("a failed job is tried again from its first attempt, once, which is audited", async () => {
	const [job] = (await jobs("queue=other")).jobs;
	const retry = (id: unknown) => ada.post(`/api/admin/jobs/${id}/retry`);
	assert.equal((await retry(job?.id)).status, 204);
	assertRefused(await retry(job?.id), 404, "not_found");
	for (const id of ["0", "x", "999999", "1e3"]) assertRefused(await retry(id), 404, "not_found");
	const [row] = await sql`select attempts, error, failed_at from jobs where id = ${job?.id ?? 0}`;
	assert.deepEqual(row, { attempts: 0, error: null, failed_at: null });
	const [entry] = (await entries()).entries;
	assert.deepEqual(
		[entry?.action, entry?.actor?.username, entry?.subject, entry?.details],
		[...["retry_job", "ada", null], { queue: "other" }],
	);
	await sql`delete from jobs`;
});

test("the audit log is filtered by actor, subject and action, page by page, and the machine has no name", async () => {
	await transaction((tx) =>
		writeInstanceAudit(
			tx,
			{ actorId: ada.id, action: "suspend", subjectId: bob.id, details: { reason: "Spam", until: null } },
			{ action: "restore", subjectId: bob.id },
			{ actorId: ada.id, action: "end_sessions", subjectId: ada.id },
		),
	);
	const found = async (query: string) =>
		(await entries(query)).entries.map(
			({ actor, action, subject }) => `${actor?.username ?? "the machine"} ${action} ${subject?.username}`,
		);
	assert.deepEqual(await found("subject=BOB"), ["the machine restore bob", "ada suspend bob"]);
	assert.deepEqual(await found("actor=ada&action=suspend"), ["ada suspend bob"]);
	assert.deepEqual(await found("actor=bob"), []);
	assert.deepEqual(await found("actor=nobody"), []);
	const first = await entries("limit=3");
	const second = await entries(`limit=3&cursor=${first.nextCursor}`);
	assert.deepEqual([first.entries.length, second.entries.length, second.nextCursor], [3, 1, null]);
	for (const field of ["action", "limit", "cursor"])
		assertRefused(await ada.get(`/api/admin/audit-log?${field}=x`), 400, "invalid_request", field);
});
