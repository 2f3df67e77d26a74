import assert from "node:assert/strict";
import { openConnection, sql } from "@/db";
import type { Client } from "@/db/connection";
import { hashPassword } from "@/lib/auth/password";
import { everyoneDefaults, type Permission, permissionNames, toNames } from "@/lib/auth/permissions";
import type { ApiClient } from "./api-client";
import type { TestServer } from "./test-server";

/** The roles, lowest first: each is at its place in this list. Rank and permissions come from different ones. */
const ladder = ["everyone", "badge", "keeper", "administrators", "low", "middle", "high"] as const;
type RoleName = (typeof ladder)[number];

export type Role = {
	id: number;
	name: RoleName;
	position: number;
	permissions: readonly Permission[];
	selfAssignable: boolean;
};
export type Person = {
	name: string;
	client: ApiClient;
	isOwner: boolean;
	roles: readonly RoleName[];
	rank: number;
	/** In the server, and in the channel and the group with overrides of every role and person. */
	inServer: ReadonlySet<Permission>;
	inChannel: ReadonlySet<Permission>;
	inGroup: ReadonlySet<Permission>;
};
export type Entry = { roleId?: number; username?: string; allow?: Permission[]; deny?: Permission[] };

export const password = "correct horse battery";
const keeping = ["manage_roles", "manage_channels", "timeout_members", "kick_members", "manage_nicknames"] as const;
/** A permission that @everyone has, and so has every member. */
export const held: Permission = "embed_links";
/** A permission that only the owner and administrators have. */
export const lacked: Permission = "ban_members";
/** The permission that every override of the community allows. */
const usual: Permission = "add_reactions";

const grants: Partial<Record<RoleName, readonly Permission[]>> = {
	everyone: [...toNames(everyoneDefaults), "create_invites"],
	keeper: keeping,
	administrators: ["administrator"],
};

/** Everybody in the server, and what their own override in the channel and the group allows and denies. */
const people: Record<string, { roles: RoleName[]; allow?: Permission[]; deny?: Permission[] }> = {
	owner: { roles: [] },
	administrator: { roles: ["administrators", "middle"] },
	keeper: { roles: ["keeper", "middle"] },
	"lowest keeper": { roles: ["keeper"] },
	"keeper here only": { roles: ["middle"], allow: ["manage_roles", "manage_channels"] },
	"keeper except here": { roles: ["keeper", "middle"], deny: ["manage_roles"] },
	member: { roles: ["middle"] },
	"lower administrator": { roles: ["administrators"] },
	"member above": { roles: ["high"] },
	"member of equal rank": { roles: ["middle"] },
	"member below": { roles: ["low"] },
	"timed out keeper": { roles: ["keeper", "high"] },
	"banned keeper": { roles: ["keeper", "high"] },
};
export const actors = Object.keys(people).slice(0, 7);
export const subjects = ["owner", ...Object.keys(people).slice(7, 11)];

/** A server with a ladder of roles, a person of each rank and permission, and overrides of all of them. */
export class RankCommunity {
	readonly roles = new Map<RoleName, Role>();
	readonly people = new Map<string, Person>();
	/** The overrides of the channel and those of the group, which are equal, in the format of a request. */
	entries: Entry[] = [];
	/** For each subject, a channel that does not follow its group: its only override is that of the subject. */
	readonly apart = new Map<string, number>();
	/** A warning of everybody but the owner. */
	readonly warnings = new Map<string, number>();
	serverId = 0;
	channelId = 0;
	groupId = 0;

	/** Plans what is run before and after every act once, not once for each connection of the pool. */
	private constructor(private readonly own: Client) {}

	static async open(world: TestServer): Promise<RankCommunity> {
		const made = new RankCommunity(openConnection({}));
		const clients = await world.createUsers(...Object.keys(people).map((name) => name.replaceAll(" ", "_")));
		const [owner] = clients;
		assert.ok(owner);
		({ serverId: made.serverId, channelId: made.channelId } = await owner.createServer("Contour"));
		await sql`update users set password_hash = ${await hashPassword(password, "")}`;
		await made.createRoles(owner);
		await made.createPeople(clients);
		await made.createOverrides(owner);
		await made.sanctionPeople(owner);
		for (const table of tables) await sql`create table ${sql(`kept_${table}`)} as select * from ${sql(table)}`;
		return made;
	}

	close = (): Promise<void> => this.own.end();

	role = (name: RoleName): Role => found(this.roles.get(name));
	person = (name: string): Person => found(this.people.get(name));

	private async createRoles(owner: ApiClient): Promise<void> {
		for (const [position, name] of ladder.entries()) {
			const permissions = grants[name] ?? [];
			const selfAssignable = name === "badge";
			const listed = (await owner.get(`/api/servers/${this.serverId}/roles`)).body.roles ?? [];
			const [everyone] = listed;
			if (position === 0) await owner.patch(`/api/roles/${everyone?.id}`, { permissions });
			const id =
				position === 0
					? (everyone?.id ?? 0)
					: await owner.createRole(this.serverId, name, { permissions, selfAssignable });
			this.roles.set(name, { id, name, position, permissions, selfAssignable });
		}
	}

	private async createPeople(clients: ApiClient[]): Promise<void> {
		for (const [n, [name, { roles, allow = [], deny = [] }]] of Object.entries(people).entries()) {
			const client = found(clients[n]);
			const isOwner = name === "owner";
			if (!isOwner) await client.join(this.serverId);
			for (const role of roles)
				await sql`insert into member_roles (server_id, user_id, role_id)
					values (${this.serverId}, ${client.id}, ${this.role(role).id})`;
			const names = [...(grants.everyone ?? []), ...roles.flatMap((role) => grants[role] ?? [])];
			const inServer = new Set(isOwner || names.includes("administrator") ? permissionNames : names);
			const inChannel = new Set([...inServer, ...allow].filter((one) => !deny.includes(one)));
			// What is allowed in the group alone is no permission in it.
			const inGroup = new Set([...inServer].filter((one) => !deny.includes(one)));
			const rank = Math.max(0, ...roles.map((role) => ladder.indexOf(role)));
			this.people.set(name, { name, client, isOwner, roles, rank, inServer, inChannel, inGroup });
		}
	}

	private async createOverrides(owner: ApiClient): Promise<void> {
		const { serverId, channelId } = this;
		const groups = `/api/servers/${serverId}/groups`;
		this.groupId = (await owner.post(groups, { name: "group" })).body.group?.id ?? 0;
		const groupId = (await owner.post(groups, { name: "empty" })).body.group?.id ?? 0;
		const ofRoles = [...this.roles.values()].map(({ id }): Entry => ({ roleId: id, allow: [usual] }));
		const ofPeople = [...this.people.values()]
			.filter(({ name }) => name !== "banned keeper")
			.map(({ client }): Entry => ({ username: client.username, allow: [usual] }));
		const plain = [...ofRoles, ...ofPeople];
		this.entries = plain.map((entry) => {
			const [, own] = Object.entries(people).find(([name]) => name.replaceAll(" ", "_") === entry.username) ?? [];
			return { ...entry, allow: [usual, ...(own?.allow ?? [])], deny: own?.deny ?? [] };
		});
		await put(owner, `/api/channels/${channelId}/overrides`, this.entries);
		await put(owner, `/api/groups/${this.groupId}/overrides`, this.entries);
		for (const [n, entry] of plain.entries()) {
			const id = await owner.createChannel(serverId, `apart-${n}`, { groupId });
			await put(owner, `/api/channels/${id}/overrides`, [entry]);
			this.apart.set(subjectOf(entry), id);
		}
	}

	private async sanctionPeople(owner: ApiClient): Promise<void> {
		const server = `/api/servers/${this.serverId}`;
		for (const { name, client, isOwner } of this.people.values()) {
			if (isOwner) continue;
			const warning = { subject: client.username, sanction: { kind: "warn" } };
			this.warnings.set(name, (await owner.post(`${server}/moderation-actions`, warning)).body.action?.id ?? 0);
		}
		const until = new Date(Date.now() + 86_400_000).toISOString();
		await owner.put(`${server}/members/timed_out_keeper/timeout`, { until });
		await owner.put(`${server}/bans/banned_keeper`);
	}

	/** Everything that the acts may change. */
	async state(): Promise<string> {
		const [row] = await this.own<{ state: string }[]>`
			select concat_ws(' ',
				(select owner_id from servers where id = ${this.serverId}),
				(select json_agg(to_jsonb(r) - 'updated_at' order by r.id) from roles r where r.server_id = ${this.serverId}),
				(select json_agg(h order by h.role_id, h.user_id) from member_roles h where h.server_id = ${this.serverId}),
				(select json_agg(json_build_array(o.channel_id, o.group_id, o.role_id, o.user_id, o.allow, o.deny)
					order by o.channel_id, o.group_id, o.role_id, o.user_id) from overrides o),
				(select json_agg(json_build_array(c.id, c.follows_group) order by c.id) from channels c),
				(select count(*) from invites),
				(select json_agg(json_build_array(m.user_id, m.timed_out_until, m.nickname) order by m.user_id)
					from memberships m where m.server_id = ${this.serverId}),
				(select json_agg(b.user_id order by b.user_id) from bans b where b.server_id = ${this.serverId}),
				(select json_agg(a.subject_id order by a.id) from moderation_actions a
					where a.server_id = ${this.serverId} and a.undone_at is null)
			) as state`;
		return row?.state ?? "";
	}

	/** Undoes every act. */
	async restore(): Promise<void> {
		await this.own.begin((tx) => [
			tx`delete from invites`,
			tx`update memberships m set timed_out_until = k.timed_out_until from kept_memberships k
				where k.server_id = m.server_id and k.user_id = m.user_id
					and k.timed_out_until is distinct from m.timed_out_until`,
			tx`update moderation_actions a set undone_at = k.undone_at, undone_by = k.undone_by
				from kept_moderation_actions k where k.id = a.id and a.undone_at is distinct from k.undone_at`,
			tx`update moderation_actions a set undone_at = now(), undone_by = a.actor_id
				where a.undone_at is null and not exists (select from kept_moderation_actions k where k.id = a.id)`,
			tx`update memberships set nickname = null where nickname is not null`,
			tx`delete from overrides o where not exists (select from kept_overrides k where k = o)`,
			tx`delete from member_roles h where not exists (select from kept_member_roles k where k = h)`,
			tx`delete from roles r where not exists (select from kept_roles k where k.id = r.id)`,
			tx`
				update roles r set name = k.name, handle = k.handle, position = k.position, permissions = k.permissions,
					self_assignable = k.self_assignable
				from kept_roles k where k.id = r.id and k <> r`,
			tx`insert into roles overriding system value select * from kept_roles on conflict (id) do nothing`,
			tx`insert into member_roles select * from kept_member_roles on conflict do nothing`,
			tx`update channels c set follows_group = false from kept_channels k where k.id = c.id and not k.follows_group and c.follows_group`,
			tx`insert into overrides overriding system value select * from kept_overrides on conflict (id) do nothing`,
			tx`update servers s set owner_id = k.owner_id from kept_servers k where k.id = s.id and k.owner_id <> s.owner_id`,
		]);
	}

	/** The roles from a person's highest up, and what they may do in the server. */
	async standing({ client }: Person): Promise<{ above: string[]; bits: number }> {
		const [row] = await this.own<{ above: string[]; bits: number }[]>`
			select array(select r.name from roles r where r.server_id = s.id and r.position >= m.rank order by r.position) as above,
				server_bits(s, m) as bits
			from servers s join memberships m on m.server_id = s.id and m.user_id = ${client.id} where s.id = ${this.serverId}`;
		return found(row);
	}
}

const tables = ["roles", "member_roles", "channels", "overrides", "servers", "memberships", "moderation_actions"];

export const subjectOf = ({ roleId, username }: Entry): string => `${roleId ?? ""} ${username ?? ""}`;

async function put(owner: ApiClient, path: string, overrides: Entry[]): Promise<void> {
	const { status, text } = await owner.put(path, { overrides });
	assert.equal(status, 200, text);
}

function found<Item>(item: Item | undefined): Item {
	assert.ok(item);
	return item;
}
