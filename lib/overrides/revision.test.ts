import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { holdRoles, waitsFor } from "@/test/support/held-transaction";
import { TestServer } from "@/test/support/test-server";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let serverId: number;
let channelId: number;
let groupId: number;
let everyone: number;
let keepers: number;
let ofChannel: string;
let ofGroup: string;

before(async () => {
	world = await TestServer.open();
	({ ada, bob } = await world.createThree());
});
after(() => world.close());

/** A server of ada's, in which bob manages roles and channels, with a channel that follows its group. */
beforeEach(async () => {
	({ serverId } = await ada.createServer("Two editors"));
	await bob.join(serverId);
	await ada.createRole(serverId, "Managers", { permissions: ["manage_roles", "manage_channels"] }, bob);
	keepers = await ada.createRole(serverId, "Keepers");
	// Below bob's role.
	const managers = (await ada.get(`/api/servers/${serverId}/roles`)).body.roles?.find(
		({ name }) => name === "Managers",
	);
	await ada.put(`/api/servers/${serverId}/roles/order`, { roleIds: [managers?.id, keepers] });
	({ id: everyone } = await ada.everyoneOf(serverId));
	groupId = (await ada.post(`/api/servers/${serverId}/groups`, { name: "Group" })).body.group?.id ?? 0;
	channelId = await ada.createChannel(serverId, "contested", { groupId });
	ofChannel = `/api/channels/${channelId}/overrides`;
	ofGroup = `/api/groups/${groupId}/overrides`;
});

const revision = async (path: string) => (await ada.get(path)).body.revision ?? assert.fail("no revision");
const put = (who: ApiClient, path: string, tag: string | null, ...overrides: object[]) =>
	who.call("PUT", path, { body: { overrides }, headers: tag === null ? {} : { "if-match": `"${tag}"` } });
const follow = (who: ApiClient, tag: string | null) =>
	who.call("PUT", `${ofChannel}/follow`, { headers: tag === null ? {} : { "if-match": `"${tag}"` } });
/** For a role that bob does not have, so that he may change it. */
const denies = (...deny: string[]) => ({ roleId: keepers, deny });

test("of two people who change the same overrides, the second is refused, and changes nothing", async () => {
	for (const path of [ofChannel, ofGroup]) {
		const seen = await revision(path);
		assert.equal((await put(ada, path, seen, denies("create_polls"))).status, 200);
		const before = (await ada.get(path)).body;
		assertRefused(await put(bob, path, seen, denies("add_reactions")), 409, "conflict");
		assert.deepEqual((await ada.get(path)).body, before);
	}
});

test("a channel does not follow its group again for a person who saw other overrides of it", async () => {
	await put(ada, ofChannel, null, denies("create_polls"));
	const seen = await revision(ofChannel);
	await put(ada, ofChannel, null, denies("create_polls", "attach_files"));
	const before = (await ada.get(ofChannel)).body;
	assertRefused(await follow(bob, seen), 409, "conflict");
	assert.deepEqual((await ada.get(ofChannel)).body, before);
	assert.equal((await follow(bob, await revision(ofChannel))).status, 204);
	assert.equal((await ada.get(ofChannel)).body.follows, true);
	// It follows already, which the person has not seen.
	assertRefused(await follow(bob, seen), 409, "conflict");
});

test("a change that waits for another one is refused once that one is done", async () => {
	const seen = await revision(ofChannel);
	const release = await holdRoles(
		serverId,
		(tx) => tx`insert into overrides (group_id, role_id, deny) values (${groupId}, ${everyone}, 4)`,
	);
	const putting = put(bob, ofChannel, seen, denies("add_reactions"));
	await waitsFor("pg_advisory_xact_lock");
	await release();
	assertRefused(await putting, 409, "conflict");
	const { follows, overrides } = (await ada.get(ofChannel)).body;
	assert.deepEqual([follows, overrides?.map(({ deny }) => deny)], [true, [["send_messages"]]]);
});

test("of many changes of one state at the same moment exactly one is made", async () => {
	const seen = await revision(ofChannel);
	const names = ["create_polls", "add_reactions", "attach_files", "embed_links", "send_messages", "pin_messages"];
	const answers = await Promise.all(names.map((name) => put(ada, ofChannel, seen, denies(name))));
	const made = answers.filter(({ status }) => status === 200);
	assert.equal(made.length, 1);
	for (const answer of answers) if (answer.status !== 200) assertRefused(answer, 409, "conflict");
	assert.equal(made[0]?.body.revision, await revision(ofChannel));
});

test("a member who may not change the overrides learns nothing from a revision, and a stale one is refused before bad input", async () => {
	const cid = await world.createUser(`cid${serverId}`);
	await cid.join(serverId);
	assertRefused(await put(cid, ofChannel, "stale"), 403, "forbidden");
	assertRefused(await follow(cid, "stale"), 403, "forbidden");
	assertRefused(await put(ada, ofChannel, "stale", { roleId: 999_999, deny: ["send_messages"] }), 409, "conflict");
});

test("each call that changes the overrides that apply also changes the revision", async () => {
	await put(ada, ofGroup, null, { roleId: keepers, allow: ["pin_messages"] });
	const seen = [await revision(ofChannel)];
	const changes: [string, () => Promise<{ status: number }>][] = [
		["the group's overrides", () => put(ada, ofGroup, null, { roleId: keepers, deny: ["pin_messages"] })],
		["own overrides", () => put(ada, ofChannel, null, { roleId: keepers, deny: ["pin_messages"] })],
		["made private", () => ada.patch(`/api/channels/${channelId}`, { private: true })],
		["a role deleted", () => ada.delete(`/api/roles/${keepers}`)],
		["follows", () => follow(ada, null)],
		["the group deleted", () => ada.delete(`/api/groups/${groupId}`)],
	];
	for (const [what, change] of changes) {
		assert.ok((await change()).status < 300, what);
		const now = await revision(ofChannel);
		assert.match(now, /^[\w-]{1,64}$/);
		assert.ok(!seen.includes(now), what);
		seen.push(now);
	}
});

test("the revision in a response is valid for the next change, and equal overrides keep it", async () => {
	const first = await put(ada, ofChannel, await revision(ofChannel), denies("create_polls"));
	assert.equal(first.status, 200, first.text);
	assert.deepEqual(first.body, (await ada.get(ofChannel)).body);
	// Neither a change elsewhere nor the same set again.
	await put(ada, ofGroup, null, denies("attach_files"));
	assert.equal((await put(ada, ofChannel, null, denies("create_polls"))).status, 200);
	const second = await put(bob, ofChannel, first.body.revision ?? "", denies("add_reactions", "create_polls"));
	assert.equal(second.status, 200, second.text);
});

test("a client that sends no revision, or any, changes the overrides as they are", async () => {
	for (const tag of [null, "*"]) {
		await put(ada, ofChannel, null, denies("create_polls"));
		assert.equal((await put(bob, ofChannel, tag, denies("add_reactions", "create_polls"))).status, 200);
		assert.equal((await follow(bob, tag)).status, 204);
	}
	const unquoted = await ada.call("PUT", ofChannel, {
		body: { overrides: [] },
		headers: { "if-match": await revision(ofChannel) },
	});
	assert.equal(unquoted.status, 200);
});
