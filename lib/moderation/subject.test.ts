import assert from "node:assert/strict";
import { test } from "node:test";
import { assertRefused } from "@/test/support/api-client";
import { decideAsMod, onlyCase, reported, reportMember } from "@/test/support/cases";
import { ada, bob, eve, world } from "@/test/support/community";
import { addEmoji } from "@/test/support/emoji";
import { actWhileLosingRole } from "@/test/support/held-transaction";
import {
	act,
	acted,
	audit,
	createPlace,
	isMember,
	mod,
	moderation,
	nobody,
	sanctions,
	setUpModeration,
	soon,
	undo,
} from "@/test/support/moderation";

setUpModeration();

test("each sanction needs its own permission, also to be undone, and does nothing without it", async () => {
	for (const [permission, sanction] of sanctions) {
		const { serverId } = await createPlace({}, [...moderation.filter((one) => one !== permission)]);
		assertRefused(await act(mod, serverId, "bob", sanction()), 403, "forbidden");
		assertRefused(await act(bob, serverId, mod.username, sanction()), 403, "forbidden");
		assertRefused(await act(eve, serverId, "bob", sanction()), 403, "not_member");
		assertRefused(await act(nobody, serverId, "bob", sanction()), 401, "unauthenticated");
		assert.deepEqual(await audit(serverId), []);
		const { id } = await acted(act(ada, serverId, "bob", sanction()));
		assertRefused(await undo(mod, serverId, id), 403, "forbidden");
		assertRefused(await undo(eve, serverId, id), 403, "not_member");
		assert.equal((await undo(ada, serverId, id)).status, 204);
	}
	const { serverId } = await createPlace({ visibility: "private" });
	for (const call of [
		await act(eve, serverId, "bob", { kind: "warn" }),
		await eve.get(`/api/servers/${serverId}/bans`),
		await eve.get(`/api/servers/${serverId}/audit-log`),
		await eve.put(`/api/servers/${serverId}/bans/bob`),
		await eve.delete(`/api/servers/${serverId}/members/bob`),
	])
		assertRefused(call, 404, "server_not_found");
});

test("nobody moderates themselves, the owner, or a member who does not rank below them", async () => {
	const { serverId } = await createPlace();
	const other = await world.createUser("peer");
	await ada.addMember(serverId, other);
	const roles = (await ada.get(`/api/servers/${serverId}/roles`)).body.roles ?? [];
	const roleId = roles.find(({ name }) => name === "moderators")?.id;
	assert.equal((await ada.put(`/api/servers/${serverId}/members/peer/roles/${roleId}`)).status, 204);
	for (const [, sanction] of sanctions)
		for (const subject of [mod.username, "ada", "peer"])
			assertRefused(await act(mod, serverId, subject, sanction()), 403, "forbidden");
	assertRefused(await act(ada, serverId, "ada", { kind: "ban" }), 403, "forbidden");
	// Of a higher rank.
	await ada.createRole(serverId, "elders", {}, other);
	for (const call of [
		await mod.put(`/api/servers/${serverId}/bans/peer`),
		await mod.delete(`/api/servers/${serverId}/members/peer`),
		await mod.put(`/api/servers/${serverId}/members/peer/timeout`, { until: soon() }),
	])
		assertRefused(call, 403, "forbidden");
	const { id } = await acted(act(ada, serverId, "peer", { kind: "timeout", until: soon() }));
	assertRefused(await undo(mod, serverId, id), 403, "forbidden");
	assert.equal((await audit(serverId)).length, 1);
	assert.equal(await isMember(serverId, other), true);
});

test("a moderator who is timed out moderates nobody", async () => {
	const { serverId } = await createPlace();
	await acted(act(ada, serverId, mod.username, { kind: "timeout", until: soon() }));
	for (const [, sanction] of sanctions) {
		const refused = await act(mod, serverId, "bob", sanction());
		assertRefused(refused, 403, "timed_out");
		assert.ok((refused.body.error?.retryAfterMs ?? 0) > 0);
	}
	assertRefused(await mod.get(`/api/servers/${serverId}/bans`), 403, "timed_out");
});

test("every act waits for a change of the moderator’s roles, and is refused without the permission", async () => {
	const { serverId } = await createPlace({}, []);
	const warn = { kind: "warn" };
	const server = `/api/servers/${serverId}`;
	await reported(reportMember(ada, serverId, "bob"));
	const { id } = await onlyCase(ada, serverId);
	const ban = await acted(act(ada, serverId, "eve", { kind: "ban" }));
	const emojiId = await addEmoji(ada, serverId, "kiln");
	for (const [n, [permission, call]] of (
		[
			["timeout_members", () => act(mod, serverId, "bob", warn)],
			["timeout_members", () => mod.post(`${server}/moderation-actions/bulk`, { subjects: ["bob"], sanction: warn })],
			["ban_members", () => mod.delete(`${server}/bans/eve`)],
			["ban_members", () => undo(mod, serverId, ban.id)],
			["kick_members", () => mod.put(`${server}/raid-mode`, { until: soon() })],
			["manage_server", () => mod.put(`${server}/raid-watch`, { action: "notify" })],
			["handle_reports", () => decideAsMod(serverId, id)],
			["handle_reports", () => mod.post(`${server}/cases/${id}/escalate`)],
			["manage_emoji", () => mod.patch(`${server}/emoji/${emojiId}`, { name: "oven" })],
			["manage_nicknames", () => mod.put(`${server}/members/bob/nickname`, { nickname: "Bobby" })],
		] as const
	).entries()) {
		const roleId = await ada.createRole(serverId, `powers ${n}`, { permissions: [permission] }, mod);
		const { status, text } = await actWhileLosingRole(serverId, roleId, call);
		assert.ok(status === 403 || (status === 200 && text.includes('"forbidden"')), `${permission}: ${text}`);
	}
	assert.deepEqual(
		(await audit(serverId)).map(({ action }) => action),
		["emoji_added", "ban"],
	);
});
