import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import type { ApiClient, ApiResponse } from "@/test/support/api-client";
import { type Place, type Probe, probes, serverProbes } from "@/test/support/permission-probes";
import { nonce, TestServer } from "@/test/support/test-server";
import {
	allPermissions,
	frozenPermissions,
	includes,
	type Permission,
	permissionNames,
	toBits,
	toNames,
} from "./permissions";

/**
 * Every permission, for every kind of user, in every kind of channel. For each permission there is one member who has
 * only it (and may view and read), and one who has all others. @everyone has no permission here, and the members of the
 * server are the author of what is there, an administrator, and these two.
 */
const people = [
	"owner",
	"administrator",
	"has it",
	"has all others",
	"has it, not accepted",
	"has it, timed out",
	"has it, banned",
	"has no role",
	"stranger",
	"signed out",
] as const;
type Person = (typeof people)[number];

/**
 * `restricted`: the role is denied the permission; `opened`: @everyone is allowed it; `private`: nobody but the author
 * of the channel's messages may view it.
 */
const kinds = ["open", "restricted", "opened", "private", "archived", "thread", "archived thread"] as const;
type Kind = (typeof kinds)[number];

let world: TestServer;
let owner: ApiClient;
let author: ApiClient;
let serverId: number;
/** The accounts, one set for each permission. */
const accounts = new Map<string, ApiClient>();
const places = new Map<string, Place>();

const account = (person: Person, permission: Permission): ApiClient => {
	const found = accounts.get(`${person} ${permission}`) ?? accounts.get(person);
	assert.ok(found);
	return found;
};
const place = (kind: Kind, permission: Permission): Place => {
	const found = places.get(`${kind} ${permission}`) ?? places.get(kind);
	assert.ok(found);
	return found;
};

before(async () => {
	world = await TestServer.open();
	owner = await world.createUser("owner");
	author = await world.createUser("author");
	({ serverId } = await owner.createServer("Contour"));
	await author.join(serverId);
	await sql`update roles set permissions = 0 where server_id = ${serverId} and is_everyone`;
	await give(author, "author", allPermissions & ~toBits(["administrator"]));
	accounts.set("owner", owner);
	accounts.set("administrator", await member("administrator", toBits(["administrator"])));
	accounts.set("has no role", await member("norole", null));
	accounts.set("stranger", await world.createUser("stranger"));
	accounts.set("signed out", world.guest());
	for (const kind of ["open", "private"] as const) places.set(kind, await createPlace(kind));
	await override(place("private", "view_channel"), "author", { allow: allPermissions });
	await override(place("private", "view_channel"), "everyone", { deny: toBits(["view_channel"]) });
	places.set("thread", await createThread(place("open", "view_channel")));
	places.set("archived", await createPlace("archived"));
	places.set("archived thread", await createThread(place("archived", "view_channel")));
	const { channelId: archivedId } = place("archived", "view_channel");
	await sql`update channels set archived_at = now() where id = ${archivedId} or parent_id = ${archivedId}`;
	const permissions = new Set([...probes, ...serverProbes].map(({ permission }) => permission));
	for (const [n, permission] of [...permissions].entries()) await createPeople(n, permission);
});
after(() => world.close());

async function createPeople(n: number, permission: Permission): Promise<void> {
	const alone = grantOf("has it", permission);
	for (const [short, person] of [
		["has", "has it"],
		["new", "has it, not accepted"],
		["out", "has it, timed out"],
		["banned", "has it, banned"],
	] as const)
		accounts.set(`${person} ${permission}`, await member(`${short}${n}`, alone, `only-${n}`));
	accounts.set(`has all others ${permission}`, await member(`others${n}`, grantOf("has all others", permission)));
	await sql`update memberships set accepted_at = null where server_id = ${serverId} and user_id = ${account("has it, not accepted", permission).id}`;
	await sql`update memberships set timed_out_until = now() + interval '1 day' where server_id = ${serverId} and user_id = ${account("has it, timed out", permission).id}`;
	const { username } = account("has it, banned", permission);
	assert.equal((await owner.put(`/api/servers/${serverId}/bans/${username}`)).status, 200);
	const restricted = await createPlace(`restricted-${n}`);
	await override(restricted, `only-${n}`, { deny: toBits([permission]) });
	places.set(`restricted ${permission}`, restricted);
	const opened = await createPlace(`opened-${n}`);
	await override(opened, "everyone", { allow: toBits([permission]) });
	places.set(`opened ${permission}`, opened);
}

async function createPlace(name: string): Promise<Place> {
	const channelId = await owner.createChannel(serverId, name);
	const { seq } = await author.sendMessage(channelId, "", {
		poll: { question: "Where?", options: ["Here", "There"], multiple: true },
	});
	return { channelId, seq };
}

async function createThread({ channelId, seq }: Place): Promise<Place> {
	const { body } = await author.post(`/api/channels/${channelId}/messages/${seq}/thread`);
	const thread = body.thread?.channelId ?? 0;
	const reply = await author.sendMessage(thread, "", { poll: { question: "Where?", options: ["Here", "There"] } });
	return { channelId: thread, seq: reply.seq };
}

async function member(name: string, bits: bigint | null, role = name): Promise<ApiClient> {
	const person = await world.createUser(name);
	await person.join(serverId);
	if (bits !== null) await give(person, role, bits);
	return person;
}

/** Gives a member a role, which is created if there is none of that name. */
async function give(person: ApiClient, role: string, bits: bigint): Promise<void> {
	await sql`
		with made as (
			insert into roles (server_id, name, handle, position, permissions)
			select ${serverId}, ${role}, ${role}, max(position) + 1, ${bits.toString()}::bigint from roles where server_id = ${serverId}
			on conflict (server_id, lower(name)) do nothing returning id
		)
		insert into member_roles (server_id, user_id, role_id)
		select ${serverId}::bigint, ${person.id}::bigint, id from made union
		select ${serverId}::bigint, ${person.id}::bigint, id from roles where server_id = ${serverId} and name = ${role}`;
}

async function override(at: Place, role: string, { allow = 0n, deny = 0n }: { allow?: bigint; deny?: bigint }) {
	await sql`
		insert into overrides (channel_id, role_id, allow, deny)
		select ${at.channelId}, id, ${allow.toString()}::bigint, ${deny.toString()}::bigint
		from roles where server_id = ${serverId} and name = ${role}`;
}

const readable = toBits(["view_channel", "read_history"]);
const writes =
	toBits(probes.filter(({ isWrite }) => isWrite).map(({ permission }) => permission)) | toBits(["send_in_threads"]);

/** The permissions of a person's roles. For threads, the permission to send in them goes with that to send. */
function grantOf(person: Person, permission: Permission): bigint {
	const own = toBits([permission, ...(permission === "send_messages" ? (["send_in_threads"] as const) : [])]);
	if (person === "owner" || person === "administrator") return allPermissions;
	if (person === "has all others") return allPermissions & ~own & ~toBits(["administrator"]);
	if (!person.startsWith("has it")) return 0n;
	const also = [...probes, ...serverProbes]
		.filter((probe) => probe.permission === permission)
		.flatMap((probe) => probe.with ?? []);
	return own | readable | toBits(also);
}

/** Those who are no members: of a ban nothing is left but that. */
const isOutside = (person: Person) => ["has it, banned", "stranger", "signed out"].includes(person);

/** The permissions that the contract gives a person in such a channel. */
function expected(person: Person, permission: Permission, kind: Kind): bigint {
	if (isOutside(person)) return 0n;
	const isAll = person === "owner" || person === "administrator";
	let bits = grantOf(person, permission);
	if (!isAll && kind === "opened") bits |= toBits([permission]);
	if (!isAll && kind === "restricted" && person.startsWith("has it")) bits &= ~toBits([permission]);
	if (!isAll && kind === "private") bits &= ~toBits(["view_channel"]);
	if (!includes(bits, "view_channel")) return 0n;
	if (person === "has it, not accepted" || person === "has it, timed out") bits &= readable;
	if (kind.endsWith("thread"))
		bits = includes(bits, "send_in_threads") ? bits | toBits(["send_messages"]) : bits & ~toBits(["send_messages"]);
	if (kind.startsWith("archived")) bits &= ~writes;
	return bits;
}

function assertAnswer(
	answer: ApiResponse,
	{ permission, with: also = [] }: Probe,
	person: Person,
	kind: Kind | "server",
): void {
	const inChannel = kind !== "server";
	const bits = inChannel ? expected(person, permission, kind) : expectedInServer(person, permission);
	const needed = [permission, ...also.filter((name) => name !== "send_in_threads")];
	const what = `${person}: ${permission} in ${kind}: ${answer.status} ${answer.text}`;
	const isSeen = inChannel ? includes(bits, "view_channel") : true;
	const code = answer.body.error?.code;
	if (person === "signed out") assert.equal(answer.status, 401, what);
	else if (inChannel && !isOutside(person) && !isSeen) assert.equal(code, "channel_not_found", what);
	else if (isOutside(person) && inChannel) assert.ok(code === "not_member" || code === "channel_not_found", what);
	else if (includes(bits, ...needed)) assert.ok(answer.status < 300, what);
	else {
		assert.equal(answer.status, 403, what);
		assert.equal(code, reasonOf(person, kind), what);
	}
}

function reasonOf(person: Person, kind: Kind | "server"): string {
	if (kind.startsWith("archived")) return "archived";
	if (person === "has it, not accepted") return "rules_not_accepted";
	if (person === "has it, timed out") return "timed_out";
	return "forbidden";
}

function expectedInServer(person: Person, permission: Permission): bigint {
	if (isOutside(person)) return 0n;
	const bits = grantOf(person, permission);
	return person.includes(", ") ? bits & readable : bits;
}

test("member_bits gives every user exactly the permissions of the contract in every kind of channel", async () => {
	for (const permission of new Set(probes.map((probe) => probe.permission)))
		for (const person of people.filter((name) => name !== "signed out"))
			for (const kind of kinds) {
				const { id } = account(person, permission);
				const [row] = await sql<
					{ bits: number }[]
				>`select member_bits(${place(kind, permission).channelId}, ${id}) as bits`;
				const wanted = expected(person, permission, kind) & mask(kind);
				assert.deepEqual(
					toNames(BigInt(row?.bits ?? -1) & mask(kind)),
					toNames(wanted),
					`${person}: ${permission} in ${kind}`,
				);
			}
});

/** In archived channels, only permissions that this test has a request for are compared. */
const mask = (kind: Kind): bigint =>
	kind.startsWith("archived") ? toBits(probes.map(({ permission }) => permission)) : allPermissions;

for (const permission of permissionNames) {
	const inChannels = probes.filter((probe) => probe.permission === permission);
	const inServer = serverProbes.filter((probe) => probe.permission === permission);
	if (inChannels.length + inServer.length === 0) continue;
	test(`only users with ${permission} may do what needs it, in every kind of channel`, async () => {
		for (const person of people) {
			for (const kind of kinds)
				for (const probe of inChannels) {
					if (probe.inThreads === false && kind.endsWith("thread")) continue;
					const at = { ...place(kind, permission), serverId };
					assertAnswer(await probe.act(account(person, permission), at), probe, person, kind);
				}
			for (const probe of inServer) {
				const answer = await probe.act(account(person, permission), { channelId: 0, seq: 0, serverId });
				assertAnswer(answer, probe, person, "server");
			}
		}
	});
}

test("a socket opens channels, types and sends exactly where its user may", async () => {
	for (const person of people.filter((name) => !isOutside(name))) {
		const client = await account(person, "send_messages").connect();
		for (const kind of kinds) {
			const { channelId } = place(kind, "send_messages");
			const bits = expected(person, "send_messages", kind);
			const what = `${person} in ${kind}`;
			assert.equal(
				(await client.socket.emitWithAck("channel:open", { channelId })).ok,
				includes(bits, "view_channel"),
				what,
			);
			assert.equal(
				(await client.socket.emitWithAck("typing", { channelId })).ok,
				includes(bits, "send_messages"),
				what,
			);
			const sent = await client.socket.emitWithAck("message:send", { channelId, nonce: nonce(), content: "hello" });
			assert.equal(sent.ok, includes(bits, "send_messages"), what);
		}
		client.close();
	}
});

test("in a frozen server nobody has more than the permissions to read, its owner and administrators included", async () => {
	await sql`update servers set frozen_at = now() where id = ${serverId}`;
	const needsReading = (permission: Permission) => includes(frozenPermissions, permission);
	for (const person of ["owner", "administrator", "has no role"] as const)
		for (const [all, kind] of [
			[probes, "open"],
			[probes, "archived"],
			[serverProbes, "open"],
		] as const)
			for (const { permission, act } of all) {
				if (needsReading(permission)) continue;
				const at = { ...place(kind, permission), serverId };
				const answer = await act(account(person, permission), at);
				const isHidden = person === "has no role" && all === probes;
				const what = `${person}: ${permission} in ${kind}: ${answer.text}`;
				assert.equal(answer.body.error?.code, isHidden ? "channel_not_found" : "frozen", what);
			}
	const reading = toNames(frozenPermissions);
	for (const kind of kinds) {
		const bits = await sql<{ bits: number }[]>`
			select member_bits(${place(kind, "send_messages").channelId}, ${owner.id}) as bits`;
		assert.deepEqual(toNames(bits[0]?.bits ?? -1), reading, kind);
	}
	await sql`update servers set frozen_at = null where id = ${serverId}`;
});
