import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import {
	changeCase,
	createReportedPlace,
	decideAsMod,
	details,
	onlyCase,
	readCase,
	reported,
	reportMessage,
} from "@/test/support/cases";
import { ada, bob, world } from "@/test/support/community";
import { holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { act, mod, setUpModeration, undo } from "@/test/support/moderation";
import { repeatsOf } from "@/test/support/races";
import { range } from "@/test/support/socket-client";

setUpModeration();

const rounds = repeatsOf(5);
const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status).toSorted((a, b) => a - b);

/** A case about a new message of bob's. */
async function openCase({ serverId, channelId }: { serverId: number; channelId: number }) {
	const { seq } = await bob.sendMessage(channelId, "Hello");
	await reported(reportMessage(ada, channelId, seq));
	const { id } = await onlyCase(mod, serverId);
	return { seq, id };
}

const countActions = async (serverId: number) =>
	(await sql`select 1 from moderation_actions where server_id = ${serverId}`).length;

test("of two moderators on one case one decides, and the other gets the decision as an error", async () => {
	const place = await createReportedPlace();
	const { serverId } = place;
	for (let round = 0; round < rounds; round++) {
		const { id } = await openCase(place);
		const both = await Promise.all(
			[mod, ada].map((person) => changeCase(person, serverId, id, { outcome: "dismissed" })),
		);
		assert.deepEqual(statuses(both), [200, 409]);
		const winner = both[0]?.status === 200 ? mod.username : "ada";
		const refused = both.find(({ status }) => status === 409);
		assert.equal(refused?.body.error?.decided?.resolvedBy?.username, winner);
		assert.equal((await details(readCase(ada, serverId, id))).resolvedBy?.username, winner);
	}
});

test("of an action and a dismissal at the same instant one holds, and the other has done nothing", async () => {
	const place = await createReportedPlace();
	const { serverId } = place;
	for (let round = 0; round < rounds; round++) {
		const { id } = await openCase(place);
		const before = await countActions(serverId);
		const both = await Promise.all([
			act(mod, serverId, "bob", { kind: "warn" }, { caseId: id }),
			changeCase(ada, serverId, id, { outcome: "dismissed" }),
		]);
		const hasActed = both[0].status === 201;
		assert.deepEqual(statuses(both), [hasActed ? 201 : 200, 409]);
		const found = await details(readCase(ada, serverId, id));
		assert.deepEqual(
			[found.outcome, (await countActions(serverId)) - before, found.action?.id],
			hasActed ? ["acted", 1, both[0].body.action?.id] : ["dismissed", 0, undefined],
		);
	}
});

test("reports of one message at the same instant are one case, and each user is counted once", async () => {
	const { serverId, channelId } = await createReportedPlace();
	const crowd: ApiClient[] = await world.createUsers(...range(1, 4).map((n) => `crowd.${n}`));
	for (const person of crowd) await person.join(serverId);
	for (let round = 0; round < rounds; round++) {
		const { seq } = await bob.sendMessage(channelId, `${round}`);
		const answers = await Promise.all(
			[...crowd, ...crowd, ...crowd].map((person) => reportMessage(person, channelId, seq)),
		);
		assert.deepEqual(statuses(answers), [...Array(8).fill(200), ...Array(4).fill(201)]);
		const { id, reportCount } = await onlyCase(mod, serverId);
		assert.equal(reportCount, 4);
		await details(decideAsMod(serverId, id));
	}
});

test("a report and a decision at the same instant: the report is decided with the case, or opens another", async () => {
	const place = await createReportedPlace();
	const { serverId, channelId } = place;
	const late = await world.createUser("late.reporter");
	await late.join(serverId);
	for (let round = 0; round < rounds; round++) {
		const { seq, id } = await openCase(place);
		const [report, decided] = await Promise.all([reportMessage(late, channelId, seq), decideAsMod(serverId, id)]);
		assert.deepEqual([report.status, decided.status], [201, 200]);
		const rows = await sql<{ caseId: number; state: string; outcome: string | null }[]>`
			select r.case_id as "caseId", c.state, r.outcome from reports r join cases c on c.id = r.case_id
			where r.reporter_id = ${late.id} and c.channel_id = ${channelId} and c.seq = ${seq}`;
		const [{ caseId, state, outcome } = { caseId: 0, state: "", outcome: null }] = rows;
		assert.equal(rows.length, 1);
		assert.deepEqual([state, outcome], caseId === id ? ["resolved", "dismissed"] : ["open", null]);
		if (caseId !== id) await details(decideAsMod(serverId, caseId));
	}
});

test("an undo and a report at the same instant leave one open case", async () => {
	const place = await createReportedPlace();
	const { serverId, channelId } = place;
	const late = await world.createUser("late.for.undo");
	await late.join(serverId);
	for (let round = 0; round < rounds; round++) {
		const { seq, id } = await openCase(place);
		const action = (await act(mod, serverId, "bob", { kind: "warn" }, { caseId: id })).body.action?.id ?? 0;
		const both = await Promise.all([undo(mod, serverId, action), reportMessage(late, channelId, seq)]);
		assert.deepEqual(statuses(both), [201, 204]);
		await details(decideAsMod(serverId, (await onlyCase(mod, serverId)).id));
	}
});

test("a decision and a report wait for a decision that is being made, and find it", async () => {
	const { serverId, channelId } = await createReportedPlace();
	const { seq, id } = await openCase({ serverId, channelId });
	const commit = await holdTransaction(
		(tx) => tx`update cases set state = 'resolved', outcome = 'dismissed', resolved_by = ${ada.id}, resolved_at = now()
			where id = ${id}`,
	);
	const deciding = decideAsMod(serverId, id);
	await waitsFor("for update of");
	const reporting = reportMessage(mod, channelId, seq);
	await waitsFor('"rule_name" from "cases"');
	await commit();
	const decided = await deciding;
	assert.deepEqual([decided.status, decided.body.error?.decided?.resolvedBy?.username], [409, "ada"]);
	assert.equal((await reporting).status, 201);
	const other = await onlyCase(mod, serverId);
	assert.deepEqual([other.id === id, other.reportCount], [false, 1]);
});

test("a report waits for the kick of its author, and then finds nothing to report", async () => {
	const { serverId, channelId } = await createReportedPlace();
	const { seq } = await ada.sendMessage(channelId, "Hello");
	const late = await world.createUser("late.for.kick");
	for (const [report, code] of [
		[() => reportMessage(late, channelId, seq), "channel_not_found"],
		[() => late.post("/api/reports", { serverId, username: "ada", category: "spam" }), "server_not_found"],
	] as const) {
		await late.join(serverId);
		const commit = await holdTransaction(
			(tx) => tx`delete from memberships where server_id = ${serverId} and user_id = ${late.id}`,
		);
		const reporting = report();
		await waitsFor("channel_bits(channels");
		await commit();
		assertRefused(await reporting, 404, code);
	}
	const [row] = await sql<{ n: number }[]>`select count(*)::int as n from reports where reporter_id = ${late.id}`;
	assert.equal(row?.n, 0);
});

test("a report waits for a change of the reporter’s roles, and finds no message that they cannot see any more", async () => {
	const { serverId, channelId } = await createReportedPlace();
	const { seq } = await ada.sendMessage(channelId, "Hello");
	const late = await world.createUser("late.for.role");
	await late.join(serverId);
	const roleId = await ada.createRole(serverId, "readers", { permissions: ["view_channel", "read_history"] }, late);
	const [everyone] = await sql<{ id: number }[]>`select id from roles where server_id = ${serverId} and is_everyone`;
	assert.equal((await ada.patch(`/api/roles/${everyone?.id}`, { permissions: ["change_nickname"] })).status, 200);
	const commit = await holdTransaction((tx) => tx`delete from member_roles where role_id = ${roleId}`);
	const reporting = reportMessage(late, channelId, seq);
	await waitsFor("channel_bits(channels");
	await commit();
	assertRefused(await reporting, 404, "channel_not_found");
	const [row] = await sql<{ n: number }[]>`select count(*)::int as n from reports where reporter_id = ${late.id}`;
	assert.equal(row?.n, 0);
});
