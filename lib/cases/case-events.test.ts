import assert from "node:assert/strict";
import { test } from "node:test";
import {
	createReportedPlace,
	decideAsMod,
	details,
	onlyCase,
	reported,
	reportMember,
	reportMessage,
} from "@/test/support/cases";
import { ada, bob, world } from "@/test/support/community";
import { act, acted, mod, setUpModeration } from "@/test/support/moderation";
import { type SocketClient, waitUntil } from "@/test/support/socket-client";

setUpModeration();

const countsOf = (client: SocketClient, serverId: number) =>
	client.of("case").flatMap((event) => (event.serverId === serverId ? event.openCount : []));

test("moderators receive the number of open cases; the reported moderator and other members receive nothing", async () => {
	// They are also members and moderators of another server, with a case of its own.
	const elsewhere = await createReportedPlace();
	await reported(reportMember(ada, elsewhere.serverId, "bob"));
	const { serverId, channelId } = await createReportedPlace();
	const { seq } = await mod.sendMessage(channelId, "Hello");
	const [adas, mods, bobs] = [await ada.connect(), await mod.connect(), await bob.connect()];
	await reported(reportMessage(bob, channelId, seq));
	await waitUntil("the owner receives it", () => countsOf(adas, serverId).at(-1) === 1);
	await reported(reportMember(bob, serverId, mod.username));
	await waitUntil("the owner receives the next", () => countsOf(adas, serverId).at(-1) === 2);
	// The moderator receives what follows, and has received nothing before it.
	const other = await bob.sendMessage(channelId, "Mine");
	await reported(reportMessage(ada, channelId, other.seq));
	await waitUntil("the moderator receives it", () => countsOf(mods, serverId).length > 0);
	assert.deepEqual(countsOf(mods, serverId), [1]);
	const { id } = await onlyCase(mod, serverId);
	await details(decideAsMod(serverId, id));
	await waitUntil("the moderator receives the decision", () => countsOf(mods, serverId).at(-1) === 0);
	await waitUntil("the user who reported receives it", () => adas.of("report").length === 1);
	assert.deepEqual([adas.of("report"), bobs.of("report"), mods.of("report")], [[{ serverId }], [], []]);
	assert.deepEqual(countsOf(bobs, serverId), []);
	for (const client of [adas, mods, bobs]) client.close();
});

test("a member receives the number when they may handle reports, and nothing when they may not any more", async () => {
	const { serverId, channelId } = await createReportedPlace();
	const helper = await world.createUser("helper.later");
	await ada.addMember(serverId, helper);
	const [helpers, adas] = [await helper.connect(), await ada.connect()];
	const { seq } = await bob.sendMessage(channelId, "Hello");
	await reported(reportMessage(ada, channelId, seq));
	await waitUntil("the owner receives it", () => countsOf(adas, serverId).at(-1) === 1);
	assert.deepEqual(countsOf(helpers, serverId), []);
	const roleId = await ada.createRole(serverId, "helpers", { permissions: ["handle_reports"] }, helper);
	await waitUntil("the helper receives it", () => countsOf(helpers, serverId).at(-1) === 1);
	assert.equal((await ada.delete(`/api/servers/${serverId}/members/${helper.username}/roles/${roleId}`)).status, 204);
	helpers.forget();
	const { id } = await onlyCase(mod, serverId);
	await acted(act(mod, serverId, "bob", { kind: "warn" }, { caseId: id }));
	await waitUntil("the owner receives the decision", () => countsOf(adas, serverId).at(-1) === 0);
	assert.deepEqual(countsOf(helpers, serverId), []);
	for (const client of [helpers, adas]) client.close();
});

test("the counts of cases and of requests to join are part of the list of servers, for those who decide", async () => {
	const { serverId } = await createReportedPlace();
	const path = "/api/servers?mine=true";
	const own = async (person: typeof ada) => (await person.get(path)).body.servers?.find(({ id }) => id === serverId);
	assert.deepEqual([(await own(ada))?.openCaseCount, (await own(ada))?.pendingRequestCount], [0, 0]);
	const etag = String((await mod.get(path)).headers.etag);
	const again = () => mod.call("GET", path, { headers: { "if-none-match": etag } });
	assert.equal((await again()).status, 304);
	await reported(reportMember(ada, serverId, "bob"));
	assert.equal((await again()).status, 200);
	const mods = await own(mod);
	assert.deepEqual([mods?.openCaseCount, "pendingRequestCount" in (mods ?? {})], [1, false]);
	const server = (await mod.get(`/api/servers/${serverId}`)).body.server;
	assert.equal(server?.openCaseCount, 1);
	await ada.patch(`/api/servers/${serverId}`, { joinRequirements: { approval: true } });
	const asking = await world.createUser("asking");
	assert.equal((await asking.post(`/api/membership/${serverId}`)).status, 202);
	assert.equal((await own(ada))?.pendingRequestCount, 1);
	assert.equal("openCaseCount" in ((await own(bob)) ?? {}), false);
});
