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
	ownReports,
	readCase,
	reported,
	reportMember,
	reportMessage,
} from "@/test/support/cases";
import { ada, bob, eve, world } from "@/test/support/community";
import { act, acted, createPlace, mod, nobody, setUpModeration, soon, undo } from "@/test/support/moderation";

setUpModeration();

/** A member of the server with these permissions, who ranks above mod. */
async function addHelper(serverId: number, name: string, permissions = ["handle_reports"]): Promise<ApiClient> {
	const helper = await world.createUser(name);
	await ada.addMember(serverId, helper);
	await ada.createRole(serverId, "helpers", { permissions }, helper);
	return helper;
}

test("only members with handle_reports see and decide cases; for others they do not exist", async () => {
	const { serverId, channelId } = await createReportedPlace();
	const hidden = await createPlace({ visibility: "private" });
	const { seq } = await ada.sendMessage(channelId, "Hello");
	await reported(reportMessage(bob, channelId, seq));
	const { id } = await onlyCase(mod, serverId);
	const path = `/api/servers/${serverId}/cases`;
	for (const call of [await bob.get(path), await readCase(bob, serverId, id), await changeCase(bob, serverId, id, {})])
		assertRefused(call, 403, "forbidden");
	for (const call of [await eve.get(path), await readCase(eve, serverId, id), await changeCase(eve, serverId, id, {})])
		assertRefused(call, 403, "forbidden");
	assertRefused(await nobody.get(path), 401, "unauthenticated");
	assertRefused(await eve.get(`/api/servers/${hidden.serverId}/cases`), 404, "server_not_found");
	assertRefused(await mod.get(`/api/servers/${hidden.serverId}/cases`), 403, "forbidden");
	const unknown = await readCase(mod, serverId, 999_999_999);
	assertRefused(unknown, 404, "case_not_found");
	for (const other of ["0", "x", "01"]) assert.equal((await mod.get(`${path}/${other}`)).text, unknown.text);
	// Of another server.
	assert.equal((await ada.get(`/api/servers/${hidden.serverId}/cases/${id}`)).text, unknown.text);
	// A moderator who is timed out or banned handles nothing.
	await acted(act(ada, serverId, mod.username, { kind: "timeout", until: soon() }));
	for (const call of [await mod.get(path), await decideAsMod(serverId, id)]) assertRefused(call, 403, "timed_out");
	await acted(act(ada, serverId, mod.username, { kind: "ban" }));
	for (const call of [await mod.get(path), await decideAsMod(serverId, id)]) assertRefused(call, 403, "forbidden");
});

test("bad input names its field", async () => {
	const { serverId, channelId } = await createReportedPlace();
	const { seq } = await ada.sendMessage(channelId, "Hello");
	await reported(reportMessage(bob, channelId, seq));
	const { id } = await onlyCase(mod, serverId);
	for (const [body, field] of [
		[{ outcome: "acted" }, "outcome"],
		[{ outcome: "lifted" }, "outcome"],
		[{ assignTo: 1 }, "assignTo"],
		[{ assignTo: "bob" }, "assignTo"],
		[{ assignTo: "no.such.name" }, "assignTo"],
		[{ state: "open" }, "state"],
	] as const)
		assertRefused(await decideAsMod(serverId, id, body), 400, "invalid_request", field);
	for (const [query, field] of [
		["?state=new", "state"],
		["?limit=0", "limit"],
		["?cursor=x", "cursor"],
		[`?cursor=${Buffer.from('["1",1]').toString("base64url")}`, "cursor"],
		[`?state=resolved&cursor=${Buffer.from('["",1]').toString("base64url")}`, "cursor"],
	] as const)
		assertRefused(await mod.get(`/api/servers/${serverId}/cases${query}`), 400, "invalid_request", field);
	assert.equal((await onlyCase(mod, serverId)).state, "open");
});

test("a case shows the subject’s past and who reported, and names no reporter to those below", async () => {
	const [elsewhere, { serverId, channelId }] = [await createReportedPlace(), await createReportedPlace()];
	await acted(act(mod, serverId, "bob", { kind: "warn" }, { reason: "Calm down.", note: "Second time." }));
	await acted(act(mod, serverId, "bob", { kind: "timeout", until: soon() }));
	const timeout = soon();
	await acted(act(mod, serverId, "bob", { kind: "timeout", until: timeout }));
	await mod.put(`/api/servers/${serverId}/members/bob/timeout`, { until: null });
	for (const content of ["One", "Two", "Three"]) await bob.sendMessage(channelId, content);
	await sql`update messages set created_at = now() - interval '8 days' where channel_id = ${channelId} and seq = 1`;
	await bob.delete(`/api/channels/${channelId}/messages/2`);
	// Nothing of other users or of other servers is part of it.
	await acted(act(ada, serverId, mod.username, { kind: "warn" }));
	await acted(act(mod, elsewhere.serverId, "bob", { kind: "warn" }));
	const hidden = await ada.createChannel(serverId, "hidden", { private: true });
	const roles = (await ada.get(`/api/servers/${serverId}/roles`)).body.roles ?? [];
	const everyone = { roleId: roles.find(({ everyone }) => everyone)?.id, allow: [], deny: ["view_channel"] };
	const overrides = [everyone, { username: "bob", allow: ["view_channel"], deny: [] }];
	assert.equal((await ada.put(`/api/channels/${hidden}/overrides`, { overrides })).status, 200);
	for (const place of [elsewhere.channelId, hidden]) await bob.sendMessage(place, "Unseen");
	await ada.sendMessage(channelId, "Hers");
	await sql`update memberships set timed_out_until = now() - interval '1 hour' where server_id = ${serverId} and user_id = ${bob.id}`;
	await reported(reportMessage(ada, channelId, 3, { comment: "Rude." }));
	const { id } = await onlyCase(mod, serverId);
	const found = await details(readCase(mod, serverId, id));
	assert.deepEqual(
		found.actions.map(({ kind, note, undoneAt }) => [kind, note, undoneAt === null]),
		[
			["timeout", "", false],
			["timeout", "", false],
			["warn", "Second time.", true],
		],
	);
	const { joinedAt, ...member } = found.member;
	const [row] = await sql<{ at: Date }[]>`
		select joined_at as at from memberships where server_id = ${serverId} and user_id = ${bob.id}`;
	assert.equal(Date.parse(joinedAt ?? ""), row?.at.getTime());
	assert.deepEqual(member, { isMember: true, isOwner: false, roleIds: [], timedOutUntil: null, messagesIn7Days: 1 });
	assert.deepEqual(
		found.reports.map(({ reporter, comment }) => [reporter.username, comment]),
		[["ada", "Rude."]],
	);
	// The reported user learns nothing, in any of their own lists.
	for (const path of ["/api/reports", "/api/sanctions", "/api/servers?mine=true", `/api/servers/${serverId}`])
		assert.doesNotMatch((await bob.get(path)).text, /Rude|reporter|openCaseCount/, path);
});

test("a moderator who is reported neither sees nor decides the case, nor is counted it, nor may they be assigned", async () => {
	const { serverId, channelId } = await createReportedPlace();
	const helper = await addHelper(serverId, "helper.one");
	const counts = async (person: ApiClient) => [
		(await person.get("/api/servers?mine=true")).body.servers?.find((one) => one.id === serverId)?.openCaseCount,
		(await person.get(`/api/servers/${serverId}/cases`)).body.openCount,
	];
	const { seq } = await mod.sendMessage(channelId, "Hello");
	const before = await mod.get(`/api/servers/${serverId}/cases`);
	await reported(reportMessage(bob, channelId, seq));
	await reported(reportMember(bob, serverId, mod.username));
	const [message] = await casesOf(helper, serverId);
	const id = message?.id ?? 0;
	assert.deepEqual(
		[await counts(helper), await counts(ada), await counts(mod)],
		[
			[2, 2],
			[2, 2],
			[0, 0],
		],
	);
	assert.equal((await mod.get(`/api/servers/${serverId}/cases`)).text, before.text);
	const unknown = await readCase(mod, serverId, 999_999_999);
	for (const call of [await readCase(mod, serverId, id), await decideAsMod(serverId, id)])
		assert.deepEqual([call.status, call.text], [404, unknown.text]);
	for (const caseId of [id, 999_999_999])
		assertRefused(await act(mod, serverId, "bob", { kind: "warn" }, { caseId }), 400, "invalid_request", "caseId");
	assertRefused(await changeCase(ada, serverId, id, { assignTo: mod.username }), 400, "invalid_request", "assignTo");
	// Also the owner, and also after the decision.
	await reported(reportMember(helper, serverId, "ada"));
	assert.equal((await casesOf(ada, serverId)).length, 2);
	await details(changeCase(helper, serverId, id, { outcome: "dismissed" }));
	assert.deepEqual(await casesOf(mod, serverId, "?state=resolved"), []);
	assert.equal((await readCase(mod, serverId, id)).text, unknown.text);
});

test("a report opens no hidden channel: only those who handle reports in the channel see the case", async () => {
	const { serverId } = await createReportedPlace();
	const hidden = await ada.createChannel(serverId, "hidden", { private: true });
	const roles = (await ada.get(`/api/servers/${serverId}/roles`)).body.roles ?? [];
	const roleId = roles.find(({ name }) => name === "moderators")?.id ?? 0;
	const { seq } = await ada.sendMessage(hidden, "Secret");
	const allow = (names: string[], deny: string[] = []) =>
		ada.put(`/api/channels/${hidden}/overrides`, {
			overrides: [
				{ username: "bob", allow: ["view_channel"], deny: [] },
				...(names.length + deny.length > 0 ? [{ roleId, allow: names, deny }] : []),
			],
		});
	assert.equal((await allow([])).status, 200);
	await ada.patch(`/api/channels/${hidden}`, { private: true });
	await reported(reportMessage(bob, hidden, seq));
	await sql`update cases set subject_id = ${bob.id} where server_id = ${serverId}`;
	const { id } = await onlyCase(ada, serverId);
	const shown = async () => [(await casesOf(mod, serverId)).length, (await readCase(mod, serverId, id)).status];
	assert.deepEqual(await shown(), [0, 404]);
	assertRefused(await act(mod, serverId, "bob", { kind: "warn" }, { caseId: id }), 400, "invalid_request", "caseId");
	const everyone = roles.find(({ everyone }) => everyone)?.id ?? 0;
	const overrides = (rest: object[]) =>
		ada.put(`/api/channels/${hidden}/overrides`, {
			overrides: [{ roleId: everyone, allow: [], deny: ["view_channel"] }, ...rest],
		});
	assert.equal((await overrides([{ roleId, allow: ["view_channel"], deny: [] }])).status, 200);
	assert.deepEqual(await shown(), [1, 200]);
	assert.equal((await overrides([{ roleId, allow: ["view_channel"], deny: ["handle_reports"] }])).status, 200);
	assert.deepEqual(await shown(), [0, 404]);
	assert.equal((await overrides([{ roleId, allow: ["view_channel"], deny: [] }])).status, 200);
	// The channel is gone, and with it the knowledge of who could see it.
	assert.equal((await ada.delete(`/api/channels/${hidden}`)).status, 204);
	assert.deepEqual(await shown(), [0, 404]);
	const { message } = await onlyCase(ada, serverId);
	assert.deepEqual(message, { channelId: null, channelName: null, seq, thread: null });
});

test("a case is assigned to a moderator who sees it, until it is resolved", async () => {
	const { serverId, channelId } = await createReportedPlace();
	const { seq } = await bob.sendMessage(channelId, "Hello");
	await reported(reportMessage(ada, channelId, seq));
	const { id } = await onlyCase(mod, serverId);
	const assign = async (assignTo: string | null) =>
		(await details(decideAsMod(serverId, id, { assignTo }))).assignedTo?.username ?? null;
	assert.deepEqual([await assign("MOD.erator"), await assign("ada"), await assign(null)], [mod.username, "ada", null]);
	assert.equal(await assign(mod.username), mod.username);
	assert.equal((await details(decideAsMod(serverId, id, {}))).assignedTo?.username, mod.username);
	await details(decideAsMod(serverId, id));
	assert.equal((await details(decideAsMod(serverId, id, { assignTo: mod.username }))).state, "resolved");
	assertRefused(await decideAsMod(serverId, id, { assignTo: "ada" }), 409, "conflict");
});

test("a case is decided once: another decision is refused with the first, and the users who reported receive the outcome", async () => {
	const { serverId, channelId } = await createReportedPlace();
	const { seq } = await bob.sendMessage(channelId, "Hello");
	const third = await world.createUser("reporter.three");
	await third.join(serverId);
	for (const person of [ada, third]) await reported(reportMessage(person, channelId, seq));
	const { id } = await onlyCase(mod, serverId);
	await reported(reportMember(third, serverId, "bob"));
	const resolved = await details(decideAsMod(serverId, id));
	assert.deepEqual(
		[resolved.state, resolved.outcome, resolved.resolvedBy?.username, resolved.action],
		["resolved", "dismissed", mod.username, null],
	);
	assert.deepEqual(await details(decideAsMod(serverId, id)), resolved);
	for (const refused of [
		await changeCase(ada, serverId, id, { outcome: "dismissed" }),
		await act(ada, serverId, "bob", { kind: "warn" }, { caseId: id }),
	]) {
		assertRefused(refused, 409, "conflict");
		const { decided } = refused.body.error ?? assert.fail();
		assert.deepEqual(
			[decided?.outcome, decided?.resolvedBy?.username, decided?.resolvedAt, decided?.actionId],
			["dismissed", mod.username, resolved.resolvedAt, null],
		);
	}
	assert.deepEqual((await details(readCase(ada, serverId, id))).actions, [], "nothing was done");
	for (const person of [ada, third]) {
		const text = JSON.stringify(await ownReports(person, serverId));
		assert.match(text, /"outcome":"dismissed"/);
		assert.doesNotMatch(text, /mod\.erator|resolvedBy/);
	}
	await sql`update reports set decided_at = decided_at - interval '8 days' where case_id = ${id}`;
	assert.deepEqual(
		(await ownReports(third, serverId)).map(({ seq, outcome }) => [seq, outcome]),
		[[null, null]],
		"their report of the member waits",
	);
});

test("an action with the case resolves it in the same step, its undo opens it again, and reporters receive one outcome", async () => {
	const { serverId, channelId } = await createReportedPlace();
	const { seq } = await bob.sendMessage(channelId, "Hello");
	await reported(reportMessage(ada, channelId, seq));
	const { id } = await onlyCase(mod, serverId);
	const warn = (subject: string, caseId: unknown, by = mod) => act(by, serverId, subject, { kind: "warn" }, { caseId });
	for (const caseId of ["1", 0, -1, 999_999_999])
		assertRefused(await warn("bob", caseId), 400, "invalid_request", "caseId");
	const other = await world.createUser("not.the.subject");
	await other.join(serverId);
	assertRefused(await warn(other.username, id), 400, "invalid_request", "caseId");
	const sanctioner = await addHelper(serverId, "sanctioner", ["timeout_members"]);
	assertRefused(await warn("bob", id, sanctioner), 403, "forbidden");
	assert.deepEqual((await details(readCase(mod, serverId, id))).actions, []);

	const action = await acted(warn("bob", id));
	const resolved = await details(readCase(ada, serverId, id));
	assert.deepEqual(
		[resolved.outcome, resolved.resolvedBy?.username, resolved.action?.id],
		["acted", mod.username, action.id],
	);
	const decided = (await warn("bob", id, ada)).body.error?.decided;
	assert.deepEqual([decided?.outcome, decided?.actionId], ["acted", action.id]);
	const [first] = await ownReports(ada, serverId);
	assert.equal(first?.outcome, "acted");

	assert.equal((await undo(mod, serverId, action.id)).status, 204);
	const reopened = await onlyCase(mod, serverId);
	assert.deepEqual([reopened.id, reopened.state, reopened.outcome, reopened.resolvedBy], [id, "open", null, null]);
	await details(decideAsMod(serverId, id));
	assert.deepEqual(await ownReports(ada, serverId), [first], "the first outcome stays");
});

test("an action resolves no case of another server, about another user, or about an appeal", async () => {
	const [here, there] = [await createReportedPlace(), await createReportedPlace()];
	await reported(reportMember(ada, there.serverId, "bob"));
	await reported(reportMember(bob, here.serverId, "ada"));
	const ids = [await onlyCase(mod, there.serverId), await onlyCase(mod, here.serverId)].map(({ id }) => id);
	assertRefused(await decideAsMod(here.serverId, ids[0] ?? 0), 404, "case_not_found");
	const { id } = await acted(act(ada, here.serverId, "bob", { kind: "warn" }));
	assert.equal((await bob.post(`/api/sanctions/${id}/appeal`, { text: "I did nothing." })).status, 201);
	const appeal = (await casesOf(mod, here.serverId)).find(({ kind }) => kind === "appeal");
	for (const caseId of [...ids, appeal?.id])
		assertRefused(await act(mod, here.serverId, "bob", { kind: "warn" }, { caseId }), 400, "invalid_request", "caseId");
	assert.equal((await casesOf(mod, here.serverId)).length, 2);
	await onlyCase(mod, there.serverId);
});

test("a case stays resolved after an undo if another about the same message is open", async () => {
	const { serverId, channelId } = await createReportedPlace();
	const { seq } = await bob.sendMessage(channelId, "Hello");
	await reported(reportMessage(ada, channelId, seq));
	const first = await onlyCase(mod, serverId);
	const action = await acted(act(mod, serverId, "bob", { kind: "warn" }, { caseId: first.id }));
	const later = await world.createUser("reporter.later");
	await later.join(serverId);
	await reported(reportMessage(later, channelId, seq));
	const second = await onlyCase(mod, serverId);
	assert.notEqual(second.id, first.id);
	assert.equal((await undo(mod, serverId, action.id)).status, 204);
	assert.equal((await onlyCase(mod, serverId)).id, second.id);
	// Nor does the same undo open it later.
	await details(decideAsMod(serverId, second.id));
	assert.equal((await undo(mod, serverId, action.id)).status, 204);
	assert.equal((await details(readCase(mod, serverId, first.id))).state, "resolved");
});

test("a retry of the action that resolved a case is that action, not a conflict", async () => {
	const { serverId, channelId } = await createReportedPlace();
	const { seq } = await bob.sendMessage(channelId, "Hello");
	await reported(reportMessage(ada, channelId, seq));
	const { id: caseId } = await onlyCase(mod, serverId);
	const wanted = { caseId, nonce: crypto.randomUUID() };
	const action = await acted(act(mod, serverId, "bob", { kind: "warn" }, wanted));
	const { status, body } = await act(mod, serverId, "bob", { kind: "warn" }, wanted);
	assert.deepEqual([status, body.action?.id], [200, action.id]);
});

test("open cases are listed oldest first and resolved ones by the latest decision, by page", async () => {
	const { serverId, channelId } = await createReportedPlace();
	for (const n of [1, 2, 3]) {
		const { seq } = await bob.sendMessage(channelId, `${n}`);
		await reported(reportMessage(ada, channelId, seq));
	}
	const seqs = async (query: string) => {
		const { body } = await mod.get(`/api/servers/${serverId}/cases${query}`);
		return { seqs: body.cases?.map(({ message }) => message?.seq), next: body.nextCursor };
	};
	const first = await seqs("?limit=2");
	assert.deepEqual([first.seqs, await seqs(`?limit=2&cursor=${first.next}`)], [[1, 2], { seqs: [3], next: null }]);
	const open = await casesOf(mod, serverId);
	// Two of them at the same instant.
	for (const n of [2, 0, 1]) await details(decideAsMod(serverId, open[n]?.id ?? 0));
	await sql`update cases set resolved_at = (select max(resolved_at) from cases where server_id = ${serverId})
		where id in (${open[0]?.id ?? 0}, ${open[1]?.id ?? 0})`;
	const latest = await seqs("?state=resolved&limit=1");
	const next = await seqs(`?state=resolved&limit=1&cursor=${latest.next}`);
	assert.deepEqual(
		[latest.seqs, next.seqs, await seqs(`?state=resolved&limit=1&cursor=${next.next}`)],
		[[2], [1], { seqs: [3], next: null }],
	);
});

test("a report of a message that an action removes has the outcome removed, and its undo opens the case with the message restored", async () => {
	const { serverId, channelId } = await createReportedPlace();
	await ada.createRole(serverId, "cleaners", { permissions: ["manage_messages"] }, mod);
	const { seq } = await bob.sendMessage(channelId, "Buy now");
	await reported(reportMessage(ada, channelId, seq));
	const { id } = await onlyCase(mod, serverId);
	const remove = (caseId: number) =>
		mod.post(`/api/servers/${serverId}/moderation-actions`, {
			subject: "bob",
			sanction: { kind: "timeout", until: soon() },
			messages: [{ channelId, seq }],
			caseId,
		});
	assertRefused(await remove(999_999_999), 400, "invalid_request", "caseId");
	assert.equal((await details(readCase(mod, serverId, id))).messageState, "unchanged", "all or nothing");
	const action = await acted(remove(id));
	const resolved = await details(readCase(mod, serverId, id));
	assert.deepEqual(
		[resolved.outcome, resolved.messageState, resolved.action?.removed, resolved.snapshot?.content],
		["acted", "deleted", 1, "Buy now"],
	);
	assert.equal((await ownReports(ada, serverId))[0]?.outcome, "removed");
	assert.equal((await undo(mod, serverId, action.id)).status, 204);
	const reopened = await details(readCase(mod, serverId, id));
	assert.deepEqual([reopened.state, reopened.messageState], ["open", "unchanged"]);
});
