import assert from "node:assert/strict";
import { test } from "node:test";
import type { AuditEntry } from "@/lib/realtime/protocol";
import type { ApiClient } from "@/test/support/api-client";
import {
	changeCase,
	createReportedPlace,
	decideAsMod,
	details,
	onlyCase,
	reported,
	reportMember,
	reportMessage,
} from "@/test/support/cases";
import { ada, bob } from "@/test/support/community";
import { act, acted, audit, createPlace, mod, moderation, setUpModeration, undo } from "@/test/support/moderation";

setUpModeration();

const entriesFor = async (by: ApiClient, serverId: number, query = ""): Promise<AuditEntry[]> =>
	(await by.get(`/api/servers/${serverId}/audit-log${query}`)).body.entries ?? assert.fail();
const shown = ({ action, actor, subject, case: about, assignee, moderationAction }: AuditEntry) => [
	action,
	actor?.username,
	subject?.username,
	about?.id,
	assignee?.username,
	moderationAction !== null,
];

test("assigning, dismissing and opening a case again are in the audit log, each once, with the case", async () => {
	const { serverId } = await createReportedPlace();
	await reported(reportMember(ada, serverId, "bob"));
	const { id } = await onlyCase(mod, serverId);
	for (const assignTo of ["ada", "ada", null, null]) await details(decideAsMod(serverId, id, { assignTo }));
	const action = await acted(act(mod, serverId, "bob", { kind: "warn" }, { caseId: id }));
	const [warned] = await audit(serverId);
	assert.deepEqual([warned?.action, warned?.case], ["warn", { id, kind: "report" }]);
	for (let n = 0; n < 2; n++) assert.equal((await undo(ada, serverId, action.id)).status, 204);
	for (let n = 0; n < 2; n++) await details(decideAsMod(serverId, id));
	assert.deepEqual((await audit(serverId)).map(shown), [
		["dismiss_case", mod.username, "bob", id, undefined, false],
		["reopen_case", "ada", "bob", id, undefined, false],
		["undo_warn", "ada", "bob", undefined, undefined, true],
		["warn", mod.username, "bob", undefined, undefined, true],
		["unassign_case", mod.username, "bob", id, undefined, false],
		["assign_case", mod.username, "bob", id, "ada", false],
	]);
	for (const [query, found] of [
		["?action=assign_case", ["assign_case"]],
		["?action=reopen_case&actor=ada", ["reopen_case"]],
		["?action=dismiss_case&actor=ada", []],
		["?subject=bob&action=dismiss_case", ["dismiss_case"]],
	] as const)
		assert.deepEqual(
			(await audit(serverId, query)).map(({ action }) => action),
			found,
		);
});

test("the decision about an appeal is in the audit log, also when the sanction is undone in another way", async () => {
	const { serverId } = await createReportedPlace();
	for (const [decide, expected] of [
		["dismissed", ["dismiss_appeal", "warn"]],
		["lifted", ["grant_appeal", "undo_warn", "warn"]],
		["undo", ["grant_appeal", "undo_warn", "warn"]],
	] as const) {
		const { id: actionId } = await acted(act(mod, serverId, "bob", { kind: "warn" }));
		assert.equal((await bob.post(`/api/sanctions/${actionId}/appeal`, { text: "No." })).status, 201);
		const { id } = await onlyCase(ada, serverId);
		if (decide === "undo") assert.equal((await undo(ada, serverId, actionId)).status, 204);
		else await details(changeCase(ada, serverId, id, { outcome: decide }));
		const latest = (await audit(serverId)).slice(0, expected.length);
		assert.deepEqual(
			latest.map(({ action }) => action),
			expected,
		);
		assert.deepEqual(latest[0]?.case, { id, kind: "appeal" });
		assert.deepEqual([latest[0]?.actor?.username, latest[0]?.subject?.username], ["ada", "bob"]);
	}
});

test("the audit log names a case only to those who see it: not to the moderator whom it is about, by no filter", async () => {
	const { serverId, channelId } = await createReportedPlace();
	const { seq } = await mod.sendMessage(channelId, "Hello");
	const before = await mod.get(`/api/servers/${serverId}/audit-log`);
	await reported(reportMessage(bob, channelId, seq));
	const { id } = await onlyCase(ada, serverId);
	await details(changeCase(ada, serverId, id, { assignTo: "ada" }));
	await details(changeCase(ada, serverId, id, { outcome: "dismissed" }));
	assert.deepEqual(
		(await audit(serverId)).map(({ action }) => action),
		["dismiss_case", "assign_case"],
	);
	assert.equal((await mod.get(`/api/servers/${serverId}/audit-log`)).text, before.text);
	const filters = [`?subject=${mod.username}`, "?actor=ada", "?action=dismiss_case", "?action=assign_case&limit=1"];
	for (const query of filters) assert.deepEqual(await entriesFor(mod, serverId, query), [], query);
	// The moderator learns that they were warned, and not that it was after a report.
	await reported(reportMember(bob, serverId, mod.username));
	const { id: caseId } = await onlyCase(ada, serverId);
	await acted(act(ada, serverId, mod.username, { kind: "warn" }, { caseId }));
	const [own] = await entriesFor(mod, serverId);
	assert.deepEqual([own?.action, own && "case" in own], ["warn", false]);
	assert.deepEqual((await audit(serverId))[0]?.case, { id: caseId, kind: "report" });
});

test("the audit log has no entry of a case for a member who does not handle reports, in the server or in its channel", async () => {
	const { serverId, channelId } = await createPlace({}, moderation);
	const { seq } = await bob.sendMessage(channelId, "Hello");
	await reported(reportMessage(ada, channelId, seq));
	const { id } = await onlyCase(ada, serverId);
	await details(changeCase(ada, serverId, id, { outcome: "dismissed" }));
	const roles = (await ada.get(`/api/servers/${serverId}/roles`)).body.roles ?? [];
	const roleId = roles.find(({ name }) => name === "moderators")?.id ?? 0;
	const actionsFor = async () => (await entriesFor(mod, serverId)).map(({ action }) => action);
	assert.deepEqual(await actionsFor(), []);
	assert.deepEqual(await entriesFor(mod, serverId, "?action=dismiss_case"), []);
	const permissions = [...moderation, "handle_reports"];
	assert.equal((await ada.patch(`/api/roles/${roleId}`, { permissions })).status, 200);
	assert.deepEqual(await actionsFor(), ["dismiss_case"]);
	const overrides = [{ roleId, allow: [], deny: ["handle_reports"] }];
	assert.equal((await ada.put(`/api/channels/${channelId}/overrides`, { overrides })).status, 200);
	assert.deepEqual(await actionsFor(), []);
});
