import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { ada, bob, eve, setUpUsers, world } from "@/test/support/community";
import { actBefore, actWhileDismissed, holdRoles, holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { isMember, postHello } from "@/test/support/moderation";
import { notifiesOthers } from "@/test/support/notify-others";
import { repeatsOf } from "@/test/support/races";
import { range } from "@/test/support/socket-client";
import type { AdminServer } from "../realtime/protocol";
import { countMessages } from "../servers/count-messages";
import * as commands from "./server-commands";

/** An administrator of the instance, who is in no server. */
let root: ApiClient;
let serverId: number;
let channelId: number;

setUpUsers(async () => {
	root = await world.createUser("root.admin");
	await sql`update users set is_admin = username = 'root.admin'`;
});
beforeEach(async () => {
	({ serverId, channelId } = await ada.createServer("Contour"));
	await bob.join(serverId);
});
afterEach(async () => {
	await sql`delete from servers`;
});

const path = (part = "", id = serverId) => `/api/admin/servers/${id}${part}`;
type Page = { servers: AdminServer[]; nextCursor: string | null };
async function list(query = ""): Promise<Page> {
	const { status, text } = await root.get(`/api/admin/servers?${query}`);
	assert.equal(status, 200, text);
	return JSON.parse(text);
}
const namesOf = ({ servers }: Page) => servers.map(({ name }) => name);
const server = async (id = serverId): Promise<AdminServer> => JSON.parse((await root.get(path("", id))).text).server;
const audit = async () =>
	(
		await sql<{ entry: string }[]>`
		select concat_ws(' ', actor.username, action, subject.username, details ->> 'server', details ->> 'reason') as entry
		from instance_audit_log l
		left join users actor on actor.id = actor_id left join users subject on subject.id = subject_id order by l.id`
	).map(({ entry }) => entry);
const freeze = (reason = "") => root.put(path("/freeze"), { reason });
const join = (who: ApiClient) => who.post(`/api/membership/${serverId}`);

test("lists every server with its owner and figures, private ones too, by any part of the name", async () => {
	const hidden = await bob.createServer("100 % Höhle", { visibility: "private" });
	await bob.sendMessage(hidden.channelId, "among us");
	const second = await bob.sendMessage(hidden.channelId, "and again");
	await bob.uploadOk(hidden.channelId, "a.txt", "x".repeat(1000));
	assert.equal((await bob.delete(`/api/channels/${hidden.channelId}/messages/${second.seq}`)).status, 204);
	await countMessages();
	assert.deepEqual(namesOf(await list()), ["100 % Höhle", "Contour"]);
	for (const q of ["100 %", "höhle", "ÖH"])
		assert.deepEqual(namesOf(await list(`q=${encodeURIComponent(q)}`)), ["100 % Höhle"], q);
	for (const q of ["_ontour", "\\", "among"])
		assert.deepEqual(namesOf(await list(`q=${encodeURIComponent(q)}`)), [], q);
	const { id, createdAt, owner, ...facts } = await server(hidden.serverId);
	assert.deepEqual([id, owner.username, Date.parse(createdAt) > 0], [hidden.serverId, "bob", true]);
	assert.deepEqual(facts, {
		...{ name: "100 % Höhle", iconUrl: null, visibility: "private", memberCount: 1 },
		...{ messageCount: 1, storedBytes: 1000, freeze: null, delisting: null },
	});
	for (const field of ["sort", "show", "limit", "cursor"])
		assertRefused(await root.get(`/api/admin/servers?${field}=x`), 400, "invalid_request", field);
	for (const id of ["999999", "x", "0"])
		assertRefused(await root.get(`/api/admin/servers/${id}`), 404, "server_not_found");
});

test("each order goes through all servers once, page by page, the largest first", async () => {
	const files = await bob.createServer("Files");
	await bob.uploadOk(files.channelId, "a.txt", "x".repeat(1000));
	const talk = await bob.createServer("Talk");
	await bob.sendMessage(talk.channelId, "hello");
	await countMessages();
	const orders = {
		newest: ["Talk", "Files", "Contour"],
		members: ["Contour", "Talk", "Files"],
		messages: ["Talk", "Files", "Contour"],
		storage: ["Files", "Talk", "Contour"],
	};
	for (const [sort, expected] of Object.entries(orders)) {
		const found: string[] = [];
		let cursor: string | null = "";
		while (cursor !== null) {
			const page: Page = await list(`sort=${sort}&limit=1${cursor && `&cursor=${cursor}`}`);
			found.push(...namesOf(page));
			cursor = page.nextCursor;
		}
		assert.deepEqual(found, expected, sort);
	}
	const { nextCursor } = await list("sort=members&limit=1");
	assertRefused(await root.get(`/api/admin/servers?cursor=${nextCursor}`), 400, "invalid_request", "cursor");
});

test("a server that is hidden from Explore stays so whatever its owner does, and the owner sees why", async () => {
	const listed = async () =>
		(await eve.get("/api/servers")).body.servers?.some(({ id }) => id === serverId) ||
		(await eve.get("/api/home")).text.includes("Contour");
	const count = async () =>
		(await eve.get("/api/categories")).body.categories?.reduce((sum, { serverCount }) => sum + serverCount, 0);
	const before = await count();
	assert.equal(await listed(), true);
	const hidden = await root.put(path("/delisting"), { reason: "Spam" });
	assert.equal(hidden.status, 200, hidden.text);
	assert.equal((await server()).delisting?.reason, "Spam");
	assert.deepEqual(namesOf(await list("show=delisted")), ["Contour"]);
	for (const visibility of ["private", "public"])
		assert.equal((await ada.patch(`/api/servers/${serverId}`, { visibility })).status, 200);
	assert.equal(await listed(), false);
	assert.equal(await count(), (before ?? 0) - 1);
	const shown = async (who: ApiClient) => (await who.get(`/api/servers/${serverId}`)).body.server?.delisting;
	assert.equal((await shown(ada))?.reason, "Spam");
	assert.deepEqual([await shown(bob), await shown(eve)], [undefined, undefined]);
	assert.equal((await join(eve)).status, 200, "it is still public");
	const entries = (await audit()).length;
	assert.equal((await root.put(path("/delisting"), { reason: "Spam" })).status, 200);
	for (const _ of range(1, 2)) assert.equal((await root.delete(path("/delisting"))).status, 200);
	assert.equal(await listed(), true);
	assert.equal(await shown(ada), undefined);
	assert.deepEqual((await audit()).slice(entries - 1), [
		"root.admin delist_server ada Contour Spam",
		"root.admin relist_server ada Contour",
	]);
});

test("in a frozen server everybody reads and nobody writes, moderates, changes or joins, until it is unfrozen", async () => {
	const own = await ada.sendMessage(channelId, "mine");
	const code = await ada.createInvite(serverId);
	const client = await bob.openSocket(channelId);
	assert.equal((await freeze("Under investigation")).status, 200);
	await client.waitFor("access", (event) => event.serverId === serverId);
	const { server: updated } = await client.waitFor("server:updated", (event) => event.server.id === serverId);
	assert.equal(updated.freeze?.reason, "Under investigation");
	const typed = await client.ask("typing", { channelId });
	assert.equal(typed.error?.code, "frozen");
	for (const who of [ada, bob]) assertRefused(await postHello(who, channelId), 403, "frozen");
	for (const refused of [
		await ada.patch(`/api/channels/${channelId}/messages/${own.seq}`, { content: "other" }),
		await ada.put(`/api/servers/${serverId}/owner`, { username: "bob", password: "x" }),
		await ada.delete(`/api/servers/${serverId}`),
		await ada.patch(`/api/servers/${serverId}`, { name: "Other" }),
		await ada.get(`/api/servers/${serverId}/bans`),
		await join(eve),
		await eve.post(`/api/invites/${code}`),
	])
		assertRefused(refused, 403, "frozen");
	assert.equal((await bob.get(`/api/channels/${channelId}/messages`)).status, 200);
	const mine = (await ada.get(`/api/servers/${serverId}`)).body.server;
	assert.deepEqual(mine?.permissions, ["view_channel", "read_history", "handle_reports", "view_audit_log"]);
	for (const part of ["cases", "audit-log"])
		assert.equal((await ada.get(`/api/servers/${serverId}/${part}`)).status, 200, part);
	assert.equal(mine?.freeze?.reason, "Under investigation");
	assert.equal("freeze" in ((await eve.get(`/api/servers/${serverId}`)).body.server ?? {}), false);
	const { reasons } = (await ada.get(`/api/servers/${serverId}/permissions/ada?channelId=${channelId}`)).body;
	assert.equal(reasons?.find(({ permission }) => permission === "send_messages")?.rule, "frozen");
	assert.equal((await ada.delete(`/api/channels/${channelId}/messages/${own.seq}`)).status, 204, "as in a timeout");
	assert.deepEqual(namesOf(await list("show=frozen")), ["Contour"]);

	client.forget();
	for (const _ of range(1, 2)) assert.equal((await root.delete(path("/freeze"))).status, 200);
	await client.waitFor("access", (event) => event.serverId === serverId);
	for (const who of [ada, bob]) assert.equal((await postHello(who, channelId)).status, 201);
	assert.equal((await join(eve)).status, 200);
	assert.deepEqual((await audit()).slice(-2), [
		"root.admin freeze_server ada Contour Under investigation",
		"root.admin unfreeze_server ada Contour",
	]);
	client.close();
});

test("a frozen server reveals no more of itself than before, and asks for no approval", async () => {
	const hidden = await ada.createServer("Cave", { visibility: "private" });
	await ada.patch(`/api/servers/${serverId}`, { joinRequirements: { approval: true } });
	for (const id of [serverId, hidden.serverId]) assert.equal((await root.put(path("/freeze", id))).status, 200);
	const absent = await eve.post("/api/membership/999999");
	assert.equal((await eve.post(`/api/membership/${hidden.serverId}`)).text, absent.text);
	assertRefused(await join(bob), 409, "already_member");
	assertRefused(await join(eve), 403, "frozen");
	assert.equal((await sql`select 1 from join_requests`).length, 0);
});

test("after the answer that freezes a server no message is stored and nobody joins, and other instances are notified", async () => {
	await notifiesOthers([/access_changed/], async () => {
		for (const round of range(1, repeatsOf(10))) {
			const [, joined] = await Promise.all([
				freeze(`${round}`),
				join(eve),
				...range(1, 3).map(() => postHello(bob, channelId)),
			]);
			const { lastSeq } = await ada.channelState(channelId);
			assertRefused(await postHello(bob, channelId), 403, "frozen");
			assert.equal((await ada.channelState(channelId)).lastSeq, lastSeq);
			assert.equal(joined.status, (await isMember(serverId, eve)) ? 200 : 403, joined.text);
			await root.delete(path("/freeze"));
			await eve.delete(`/api/membership/${serverId}`);
		}
	});
});

test("freezing waits for the messages that are being stored in the server, and for none elsewhere", async () => {
	const { channelId: elsewhere } = await ada.createServer("Busy elsewhere");
	const hold = (id: number) => holdTransaction((tx) => tx`select 1 from channels where id = ${id} for no key update`);
	const commits = await Promise.all([channelId, elsewhere].map(hold));
	const freezing = freeze();
	await waitsFor("for no key update");
	assert.equal((await server()).freeze, null);
	await commits[0]?.();
	assert.equal((await freezing).status, 200);
	await commits[1]?.();
	assertRefused(await postHello(bob, channelId), 403, "frozen");
});

test("freezing, hiding and their end are for one server alone", async () => {
	const { serverId: other } = await ada.createServer("Other");
	const restrictions = async () =>
		(await Promise.all([server(), server(other)])).map(({ freeze, delisting }) => [freeze?.reason, delisting?.reason]);
	for (const part of ["/freeze", "/delisting"])
		for (const id of [other, serverId]) assert.equal((await root.put(path(part, id), { reason: part })).status, 200);
	const both = ["/freeze", "/delisting"];
	assert.deepEqual(await restrictions(), [both, both]);
	for (const part of both) await root.put(path(part), { reason: "Another" });
	assert.deepEqual(await restrictions(), [["Another", "Another"], both]);
	for (const part of both) assert.equal((await root.delete(path(part))).status, 200);
	assert.deepEqual(await restrictions(), [[undefined, undefined], both]);
	const entries = (await audit()).length;
	for (const part of both) {
		await root.put(path(part, other), { reason: part });
		await root.delete(path(part));
	}
	assert.deepEqual((await audit()).slice(entries), [], "nothing has changed");
});

test("a server is handed over to nobody whose account is deleted at the same moment, and once by two at once", async () => {
	for (const handOver of [
		async () => (await root.put(path("/owner"), { username: "bob" })).body.error?.code,
		() => commands.handOver(String(serverId), "bob").catch(({ code }) => code),
	]) {
		const commit = await holdTransaction(
			(tx) => tx`update users set deletes_at = now() + interval '1 day' where id = ${bob.id}`,
		);
		const handing = handOver();
		await waitsFor("for no key update");
		await commit();
		assert.equal(await handing, "user_not_found");
		await sql`update users set deletes_at = null where id = ${bob.id}`;
	}
	const entries = (await audit()).length;
	const commit = await holdRoles(serverId, (tx) => tx`update servers set owner_id = ${bob.id} where id = ${serverId}`);
	const handing = root.put(path("/owner"), { username: "bob" });
	await waitsFor("pg_advisory_xact_lock");
	await commit();
	assert.equal((await handing).status, 200);
	assert.deepEqual((await audit()).slice(entries), [], "it was theirs already");
});

test("an administrator's action waits for the deletion of its server, and then finds none", async () => {
	const { serverId: leaving } = await bob.createServer("Leaving");
	const commit = await holdRoles(leaving, (tx) => tx`delete from servers where id = ${leaving}`);
	const freeze = () => root.put(path("/freeze", leaving), { reason: "" });
	assertRefused(await actBefore(commit, "pg_advisory_xact_lock", freeze), 404, "server_not_found");
});

test("an administrator hands a server over to a member, also a frozen one, and repeating it changes nothing", async () => {
	await freeze();
	assertRefused(await root.put(path("/owner"), { username: "eve" }), 404, "user_not_found");
	assertRefused(await root.put(path("/owner"), { username: "nobody" }), 404, "user_not_found");
	assertRefused(await root.put(path("/owner"), {}), 400, "invalid_request", "username");
	for (const _ of range(1, 2)) {
		const { status, text } = await root.put(path("/owner"), { username: "BOB" });
		assert.equal(status, 200, text);
		assert.equal(JSON.parse(text).server.owner.username, "bob");
	}
	await root.delete(path("/freeze"));
	assert.equal((await bob.patch(`/api/servers/${serverId}`, { name: "His" })).status, 200);
	assertRefused(await ada.delete(`/api/servers/${serverId}`), 403, "forbidden");
	assert.equal((await audit()).filter((entry) => entry === "root.admin transfer_server bob Contour").length, 1);
	const [{ former } = { former: "" }] = await sql<{ former: string }[]>`
		select details ->> 'formerOwner' as former from instance_audit_log where action = 'transfer_server'`;
	assert.equal(former, "ada");
});

test("an administrator deletes a server, whose members are notified, and it is gone", async () => {
	const client = await bob.connect();
	assert.equal((await root.delete(path())).status, 204);
	assert.equal((await client.waitFor("membership")).reason, "server_deleted");
	assert.equal((await bob.get(`/api/servers/${serverId}`)).status, 404);
	assertRefused(await root.delete(path()), 404, "server_not_found");
	assert.equal((await audit()).at(-1), "root.admin delete_server ada Contour");
	client.close();
});

test("invalid reasons are refused, and an administrator who ceases to be one at the same moment does not act", async () => {
	for (const [body, field] of [
		[{ reason: "x".repeat(501) }, "reason"],
		[{ reason: "a\u0000" }, "reason"],
		[{ why: "" }, "why"],
	] as const)
		for (const part of ["/freeze", "/delisting"])
			assertRefused(await root.put(path(part), body), 400, "invalid_request", field);
	assertRefused(await actWhileDismissed(root, freeze), 404, "not_found");
	assert.equal((await server()).freeze, null);
});

test("commands on the machine do the same, are audited without an actor, and delete no server by a wrong number", async () => {
	const hidden = await bob.createServer("Höhle", { visibility: "private" });
	const id = String(serverId);
	const before = (await audit()).length;
	assert.match(await commands.list("öh"), /^\d+ Höhle, private, owner @bob, 1 member, 0 messages, 0 MB$/);
	await assert.rejects(commands.list("x".repeat(101)), { name: "CommandError" });
	assert.match(await commands.freeze(id, "Under\ninvestigation"), /^Contour \(\d+\) is frozen/);
	assertRefused(await postHello(bob, channelId), 403, "frozen");
	assert.match(await commands.hide(id), /no list of servers/);
	const day = new Date().toISOString().slice(0, 10);
	const lines = (await commands.list()).split("\n");
	assert.deepEqual(
		lines.map((line) => line.split(" ")[1]),
		["Höhle,", "Contour,"],
	);
	assert.ok(
		lines[1]?.endsWith(`frozen since ${day} (Under investigation), hidden from Explore since ${day}`),
		lines[1],
	);
	for (const _ of range(1, 2)) assert.match(await commands.unfreeze(id), /not frozen/);
	await commands.show(id);
	assert.equal((await postHello(bob, channelId)).status, 201);
	await assert.rejects(commands.handOver(id, "eve"), { code: "user_not_found" });
	assert.match(await commands.handOver(id, "@bob"), /belongs to @bob/);
	for (const wrong of ["Höhle", "contour", ""])
		await assert.rejects(commands.remove(id, wrong), { name: "CommandError" });
	for (const wrong of ["x", "0", "", `${id} `])
		await assert.rejects(commands.unfreeze(wrong), { name: "CommandError" });
	await assert.rejects(commands.unfreeze("999999"), { code: "server_not_found" });
	for (const wrong of ["x".repeat(501), "a\u0000"])
		await assert.rejects(commands.hide(id, wrong), { name: "CommandError" });
	const client = await ada.connect();
	assert.match(await commands.remove(id, "Contour"), /is deleted/);
	assert.equal((await client.waitFor("membership")).reason, "server_deleted");
	client.close();
	await commands.remove(String(hidden.serverId), "Höhle");
	assert.equal(await commands.list(), "There are no servers.");
	assert.deepEqual((await audit()).slice(before), [
		"freeze_server ada Contour Under\ninvestigation",
		"delist_server ada Contour ",
		"unfreeze_server ada Contour",
		"relist_server ada Contour",
		"transfer_server bob Contour",
		"delete_server bob Contour",
		"delete_server bob Höhle",
	]);
});

test("being an administrator shows no member, message or file of a server", async () => {
	const { seq } = await ada.sendMessage(channelId, "among us");
	await sql`update servers set visibility = 'private' where id = ${serverId}`;
	for (const place of [
		`/api/servers/${serverId}`,
		`/api/servers/${serverId}/members`,
		`/api/servers/${serverId}/cases`,
		`/api/channels/${channelId}/messages`,
		`/api/channels/${channelId}/messages/${seq}/versions`,
	])
		assert.equal((await root.get(place)).status, 404, place);
	assert.ok(!(await root.get(path())).text.includes("among us"));
});
