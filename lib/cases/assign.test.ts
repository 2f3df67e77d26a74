import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import {
	casesOf,
	changeCase,
	createReportedPlace,
	decideAsMod,
	details,
	onlyCase,
	reported,
	reportMember,
	reportMessage,
} from "@/test/support/cases";
import { ada, bob, eve, world } from "@/test/support/community";
import { act, acted, mod, nobody, setUpModeration } from "@/test/support/moderation";
import { repeatsOf } from "@/test/support/races";

setUpModeration();

const assigneesOf = async (by: ApiClient, serverId: number, id: number) =>
	(await by.get(`/api/servers/${serverId}/cases/${id}/assignees`)).body.assignees?.map(({ username }) => username);

/** A case about a message of bob's. */
async function openCase({ serverId, channelId }: { serverId: number; channelId: number }) {
	const { seq } = await bob.sendMessage(channelId, "Hello");
	await reported(reportMessage(ada, channelId, seq));
	const { id } = await onlyCase(mod, serverId);
	return { serverId, id };
}

test("moderators of a frozen server read its cases, also of deleted channels, and decide nothing", async () => {
	const place = await createReportedPlace();
	const { serverId, id } = await openCase(place);
	const freeze = (at: Date | null) => sql`update servers set frozen_at = ${at} where id = ${serverId}`;
	await freeze(new Date());
	assert.deepEqual(
		(await casesOf(mod, serverId)).map((one) => one.id),
		[id],
	);
	assert.equal((await mod.get(`/api/servers/${serverId}/cases/${id}`)).status, 200);
	for (const refused of [
		await changeCase(mod, serverId, id, { assignTo: mod.username }),
		await decideAsMod(serverId, id),
		await mod.post(`/api/servers/${serverId}/cases/${id}/escalate`, {}),
	])
		assertRefused(refused, 403, "frozen");
	await freeze(null);
	assert.equal((await ada.delete(`/api/channels/${place.channelId}`)).status, 204);
	await freeze(new Date());
	assert.equal((await casesOf(ada, serverId)).length, 1);
	assert.deepEqual(await casesOf(mod, serverId), []);
	await sql`update memberships set timed_out_until = now() + interval '1 hour' where user_id = ${mod.id}`;
	assertRefused(await mod.get(`/api/servers/${serverId}/cases`), 403, "frozen");
	await sql`update memberships set timed_out_until = null where user_id = ${mod.id}`;
});

test("a case that another moderator was assigned meanwhile stays theirs, and the error names them", async () => {
	const { serverId, id } = await openCase(await createReportedPlace());
	const claim = (by: ApiClient, assignTo: string | null, ifAssignedTo: string | null) =>
		changeCase(by, serverId, id, { assignTo, ifAssignedTo });
	assert.equal((await details(claim(mod, mod.username, null))).assignedTo?.username, mod.username);
	for (const seen of [null, "ada", "no.such.name", "\u0000"]) {
		const refused = await claim(ada, "ada", seen);
		assertRefused(refused, 409, "conflict");
		assert.equal(refused.body.error?.assignedTo?.username, mod.username);
		assert.equal("decided" in (refused.body.error ?? {}), false);
	}
	// The same again changes nothing, whatever was seen.
	assert.equal((await details(claim(mod, mod.username, null))).assignedTo?.username, mod.username);
	assert.equal((await details(claim(ada, null, "MOD.erator"))).assignedTo, null);
	const late = await claim(ada, "ada", mod.username);
	assertRefused(late, 409, "conflict");
	assert.equal(late.body.error?.assignedTo, null);
	assertRefused(await decideAsMod(serverId, id, { ifAssignedTo: null }), 400, "invalid_request", "ifAssignedTo");
	assertRefused(
		await decideAsMod(serverId, id, { assignTo: null, ifAssignedTo: 1 }),
		400,
		"invalid_request",
		"ifAssignedTo",
	);
	// The error shows the decision, which came first.
	await details(decideAsMod(serverId, id));
	const decided = await claim(ada, "ada", mod.username);
	assertRefused(decided, 409, "conflict");
	assert.equal(decided.body.error?.decided?.resolvedBy?.username, mod.username);
});

test("of two moderators who assign a case to themselves at once one has it, and the other learns whom it is assigned to", async () => {
	const place = await createReportedPlace();
	for (let round = 0; round < repeatsOf(8); round++) {
		const { serverId, id } = await openCase(place);
		const both = await Promise.all(
			[mod, ada].map((by) => changeCase(by, serverId, id, { assignTo: by.username, ifAssignedTo: null })),
		);
		const statuses = both.map(({ status }) => status);
		assert.deepEqual(statuses.toSorted(), [200, 409]);
		const winner = statuses[0] === 200 ? mod.username : "ada";
		assert.equal(both.find(({ status }) => status === 409)?.body.error?.assignedTo?.username, winner);
		assert.equal((await onlyCase(mod, serverId)).assignedTo?.username, winner);
		await details(decideAsMod(serverId, id));
	}
});

test("the assignees of a case are the moderators who see it and may decide it", async () => {
	const { serverId, channelId } = await createReportedPlace();
	const { id } = await openCase({ serverId, channelId });
	assert.deepEqual(await assigneesOf(mod, serverId, id), ["ada", mod.username]);
	const path = `/api/servers/${serverId}/cases/${id}/assignees`;
	for (const person of [bob, eve]) assertRefused(await person.get(path), 403, "forbidden");
	assertRefused(await nobody.get(path), 401, "unauthenticated");
	const unknown = await mod.get(`/api/servers/${serverId}/cases/999999999/assignees`);
	assertRefused(unknown, 404, "case_not_found");

	// Neither the reported moderator, nor one who does not handle reports in the channel.
	const { seq } = await mod.sendMessage(channelId, "Mine");
	await reported(reportMessage(bob, channelId, seq));
	const about = (await casesOf(ada, serverId)).find(({ subject }) => subject.username === mod.username)?.id ?? 0;
	assert.deepEqual(await assigneesOf(ada, serverId, about), ["ada"]);
	assert.equal((await mod.get(`/api/servers/${serverId}/cases/${about}/assignees`)).text, unknown.text);
	const roles = (await ada.get(`/api/servers/${serverId}/roles`)).body.roles ?? [];
	const roleId = roles.find(({ name }) => name === "moderators")?.id ?? 0;
	const overrides = [{ roleId, allow: [], deny: ["handle_reports"] }];
	assert.equal((await ada.put(`/api/channels/${channelId}/overrides`, { overrides })).status, 200);
	assert.deepEqual(await assigneesOf(ada, serverId, id), ["ada"]);

	// Nor the moderator against whose sanction the appeal is.
	const { id: actionId } = await acted(act(mod, serverId, "bob", { kind: "warn" }));
	assert.equal((await bob.post(`/api/sanctions/${actionId}/appeal`, { text: "No." })).status, 201);
	const appealed = (await casesOf(mod, serverId)).find(({ kind }) => kind === "appeal")?.id ?? 0;
	assert.deepEqual(await assigneesOf(mod, serverId, appealed), ["ada"]);
});

test("the list has the cases of the caller, and those of nobody, by page", async () => {
	const { serverId } = await createReportedPlace();
	const people = await world.createUsers("listed.one", "listed.two", "listed.three", "listed.four");
	for (const person of people) {
		await person.join(serverId);
		await reported(reportMember(ada, serverId, person.username));
	}
	const all = await casesOf(mod, serverId);
	const [one, two, three, four] = all.map(({ id }) => id);
	for (const id of [one, three]) await details(decideAsMod(serverId, id ?? 0, { assignTo: mod.username }));
	await details(decideAsMod(serverId, two ?? 0, { assignTo: "ada" }));
	const ids = async (query: string) => (await casesOf(mod, serverId, query)).map(({ id }) => id);
	assert.deepEqual(await ids("?assigned=mine"), [one, three]);
	assert.deepEqual(await ids("?assigned=unassigned"), [four]);
	assert.deepEqual(await ids(""), [one, two, three, four]);
	const first = (await mod.get(`/api/servers/${serverId}/cases?assigned=mine&limit=1`)).body;
	assert.deepEqual(
		first.cases?.map(({ id }) => id),
		[one],
	);
	assert.deepEqual(await ids(`?assigned=mine&limit=1&cursor=${first.nextCursor}`), [three]);
	assert.equal(first.openCount, 4);
	await details(decideAsMod(serverId, one ?? 0));
	assert.deepEqual(await ids("?state=resolved&assigned=mine"), [one]);
	assert.deepEqual(await ids("?state=resolved&assigned=unassigned"), []);
	assertRefused(await mod.get(`/api/servers/${serverId}/cases?assigned=ada`), 400, "invalid_request", "assigned");
	const rows = await sql`select 1 from cases where server_id = ${serverId} and assigned_to is null`;
	assert.equal(rows.length, 1);
});
