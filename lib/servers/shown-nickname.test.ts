import assert from "node:assert/strict";
import { test } from "node:test";
import type { ApiClient, ApiResponse } from "@/test/support/api-client";
import { details, onlyCase, readCase, reported, reportMember, reportMessage } from "@/test/support/cases";
import { ada, bob, eve, world } from "@/test/support/community";
import { addEmoji } from "@/test/support/emoji";
import {
	act,
	acted,
	audit,
	bansOf,
	createPlace,
	mod,
	moderation,
	postHello,
	setUpModeration,
} from "@/test/support/moderation";

setUpModeration();

const powers = [...moderation, "manage_nicknames", "handle_reports", "manage_messages"];
const nicknames = [
	[() => bob, "Robert"],
	[() => mod, "Sheriff"],
	[() => ada, "Captain"],
] as const;

async function createNamedPlace() {
	const place = await createPlace({}, powers);
	for (const [person, nickname] of nicknames) await rename(person(), place.serverId, nickname);
	return place;
}

async function rename(person: ApiClient, serverId: number, nickname: string | null) {
	const { status, text } = await ada.put(`/api/servers/${serverId}/members/${person.username}/nickname`, { nickname });
	assert.equal(status, 204, text);
}

const body = async (answer: Promise<ApiResponse>) => {
	const response = await answer;
	assert.ok(response.status < 300, response.text);
	return response.body;
};

test("an action, a ban and the audit log have the nicknames that moderators and members have now", async () => {
	const { serverId } = await createNamedPlace();
	const warning = await acted(act(mod, serverId, "bob", { kind: "warn" }));
	assert.deepEqual([warning.subject.nickname, warning.actor?.nickname], ["Robert", "Sheriff"]);
	await rename(bob, serverId, "Bobby");
	const [renaming, warned] = await audit(serverId);
	assert.deepEqual([renaming?.actor?.nickname, renaming?.subject?.nickname], ["Captain", "Bobby"]);
	assert.deepEqual([warned?.actor?.nickname, warned?.subject?.nickname], ["Sheriff", "Bobby"]);
	const ban = await acted(act(mod, serverId, "bob", { kind: "ban" }));
	assert.ok(!("nickname" in ban.subject), "a banned user has left, and with that lost the nickname");
	const [banned] = await bansOf(serverId);
	assert.deepEqual([banned?.actor?.nickname, banned?.user && "nickname" in banned.user], ["Sheriff", false]);
});

test("a case has the nicknames of its subject, of those who reported it, and of those who decide it", async () => {
	const { serverId, channelId } = await createNamedPlace();
	const seq = (await body(postHello(bob, channelId))).message?.seq ?? assert.fail();
	await reported(reportMessage(ada, channelId, seq));
	const { id, subject } = await onlyCase(mod, serverId);
	assert.equal(subject.nickname, "Robert");
	const assigned = await body(mod.put(`/api/servers/${serverId}/cases/${id}`, { assignTo: "mod.erator" }));
	assert.equal(assigned.case?.assignedTo?.nickname, "Sheriff");
	const { assignees } = await body(mod.get(`/api/servers/${serverId}/cases/${id}/assignees`));
	assert.deepEqual(
		assignees?.map(({ nickname }) => nickname),
		["Captain", "Sheriff"],
	);
	assert.deepEqual(
		(await details(readCase(mod, serverId, id))).reports.map(({ reporter }) => reporter.nickname),
		["Captain"],
	);
	await body(mod.put(`/api/servers/${serverId}/cases/${id}`, { outcome: "dismissed" }));
	const again = await ada.put(`/api/servers/${serverId}/cases/${id}`, { outcome: "removed" });
	assert.equal((await onlyCase(mod, serverId, "?state=resolved")).resolvedBy?.nickname, "Sheriff");
	assert.ok(again.status >= 400);
});

test("join requests, invites, emoji and overrides have the nicknames of the members who made them", async () => {
	const { serverId, channelId } = await createNamedPlace();
	await body(ada.patch(`/api/servers/${serverId}`, { joinRequirements: { approval: true } }));
	await body(eve.post(`/api/membership/${serverId}`));
	const [request] = (await body(ada.get(`/api/servers/${serverId}/requests`))).requests ?? [];
	const refused = await body(ada.put(`/api/servers/${serverId}/requests/${request?.id}`, { state: "refused" }));
	assert.equal(refused.request?.decidedBy?.nickname, "Captain");
	const listed = await body(ada.get(`/api/servers/${serverId}/requests?state=refused`));
	assert.equal(listed.requests?.[0]?.decidedBy?.nickname, "Captain");

	const made = await body(ada.post(`/api/servers/${serverId}/invites`, {}));
	assert.equal(made.invite?.creator.nickname, "Captain");
	const { invites } = await body(ada.get(`/api/servers/${serverId}/invites`));
	assert.equal(invites?.[0]?.creator.nickname, "Captain");

	await addEmoji(ada, serverId, "kiln");
	assert.equal((await body(ada.get(`/api/servers/${serverId}/emoji`))).emoji?.[0]?.creator.nickname, "Captain");

	const overrides = [{ username: "bob", allow: [], deny: ["send_messages"] }];
	const path = `/api/channels/${channelId}/overrides`;
	await body(ada.put(path, { overrides }));
	const shown = (await body(ada.get(path))).overrides?.find(({ user }) => user !== null);
	assert.equal(shown?.user?.nickname, "Robert");
});

test("the search for users finds the nicknames of a server that the caller is a member of, and of no other", async () => {
	const { serverId } = await createNamedPlace();
	const cara = await world.createUser("cara");
	const { serverId: other } = await ada.createServer("Elsewhere");
	await ada.addMember(other, cara);
	await ada.addMember(other, bob);
	const find = async (by: ApiClient, query: string) =>
		((await body(by.get(`/api/users?${query}`))).users ?? []).map(({ user }) => [user.username, user.nickname]);
	assert.deepEqual(await find(ada, `q=rober&serverId=${serverId}`), [["bob", "Robert"]]);
	assert.deepEqual(await find(ada, `q=bob&serverId=${serverId}`), [["bob", "Robert"]]);
	assert.deepEqual(await find(ada, "q=rober"), []);
	assert.deepEqual(await find(ada, `q=rober&serverId=${other}`), []);
	assert.deepEqual(await find(cara, `q=rober&serverId=${serverId}`), []);
	assert.deepEqual(await find(cara, `q=bob&serverId=${serverId}`), [["bob", undefined]]);
	for (const serverId of ["0", "-1", "x", "1.5"])
		assert.equal((await ada.get(`/api/users?q=bob&serverId=${serverId}`)).status, 400);
	assert.deepEqual(await find(ada, "q=bob&serverId=9007199254740991"), [["bob", undefined]]);
});

test("nothing outside the server shows a nickname", async () => {
	const { serverId } = await createNamedPlace();
	await body(reportMember(bob, serverId, "mod.erator"));
	await acted(act(mod, serverId, "bob", { kind: "warn" }, { reason: "Spam" }));
	const code = await ada.createInvite(serverId);
	await body(ada.put(`/api/servers/${serverId}/members/eve`));
	const outside = [
		await eve.get(`/api/invites/${code}`),
		await eve.get("/api/invitations"),
		await eve.get(`/api/servers/${serverId}/preview`),
		await bob.get("/api/sanctions"),
		await bob.get("/api/reports"),
		await ada.get("/api/users/bob"),
	];
	for (const { text } of outside) for (const [, nickname] of nicknames) assert.ok(!text.includes(nickname), text);
});
