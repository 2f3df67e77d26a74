import type { Random } from "@/bench/chaos/random";
import { sql } from "@/db";
import type { Permission } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer";
import { isAppError } from "@/lib/errors";
import { handOver } from "@/lib/servers/transfer";
import type { ApiClient, ApiResponse } from "./api-client";

/** The content of a server at one moment, in the order of ids. */
type Content = {
	ownerId: number;
	everyoneId: number;
	roleIds: number[];
	memberIds: number[];
	channelIds: number[];
	groupIds: number[];
	layoutRev: number;
	order: { id: number; groupId: number | null }[];
};
type Context = {
	random: Random;
	serverId: number;
	content: Content;
	owner: ApiClient;
	member: ApiClient;
	people: ApiClient[];
};
type RandomAct = (of: Context) => Promise<ApiResponse | undefined>;

const names: Permission[] = ["view_channel", "read_history", "send_messages", "manage_roles", "pin_messages"];
const pick = <Item>(random: Random, items: readonly Item[]): Item | undefined => items[random.below(items.length)];
const some = <Item>(random: Random, items: readonly Item[]): Item[] => items.filter(() => random.below(3) === 0);
const permissionsOf = (random: Random): Permission[] => names.filter(() => random.below(2) === 0);
const nameOf = (random: Random): string => `n${random.below(1e9)}`;
const nothing = Promise.resolve(undefined);

function shuffled<Item>(random: Random, items: readonly Item[]): Item[] {
	return items
		.map((item) => ({ item, key: random.next() }))
		.sort((a, b) => a.key - b.key)
		.map(({ item }) => item);
}

/** Every act that changes roles, overrides, places of channels, or memberships. */
export class RandomActs {
	/** How often each act has succeeded. */
	readonly done = new Map<string, number>();

	constructor(
		private readonly random: Random,
		private readonly serverId: number,
		private readonly people: ApiClient[],
	) {}

	/** Chooses this many acts by what the server consists of now, and does them at the same time. */
	async next(count: number): Promise<string[]> {
		const content = await contentOf(this.serverId);
		const chosen = Array.from({ length: count }, () => this.choose(content));
		await Promise.all(chosen.map(({ name, act }) => this.count(name, act())));
		return chosen.map(({ name }) => name);
	}

	private choose(content: Content): { name: keyof typeof acts; act: () => ReturnType<RandomAct> } {
		const { random, serverId, people } = this;
		const name = pick(random, [...(Object.keys(acts) as (keyof typeof acts)[]), ...frequent]) ?? "createRole";
		const owner = people.find(({ id }) => id === content.ownerId);
		const member = pick(random, people);
		if (!owner || !member) throw new Error("The server has no owner.");
		// Everything is chosen before the first act is done, so that the same seed chooses the same.
		const act = acts[name]({ random, serverId, content, owner, member, people });
		return { name, act: () => act };
	}

	private async count(name: string, answered: ReturnType<RandomAct>): Promise<void> {
		const answer = await answered;
		if (!answer) return;
		if (answer.status >= 500) throw new Error(`${name}: ${answer.status} ${answer.text}`);
		if (answer.status < 300) this.done.set(name, (this.done.get(name) ?? 0) + 1);
	}
}

export const acts = {
	createRole: ({ random, owner, serverId }) =>
		owner.post(`/api/servers/${serverId}/roles`, { name: nameOf(random), permissions: permissionsOf(random) }),
	editRole: ({ random, owner, content }) =>
		owner.patch(`/api/roles/${pick(random, content.roleIds)}`, { permissions: permissionsOf(random) }),
	editEveryone: ({ random, owner, content }) =>
		owner.patch(`/api/roles/${content.everyoneId}`, { permissions: permissionsOf(random) }),
	deleteRole: ({ random, owner, content }) =>
		content.roleIds.length > 4 ? owner.delete(`/api/roles/${pick(random, content.roleIds)}`) : nothing,
	reorderRoles: ({ random, owner, serverId, content }) =>
		owner.put(`/api/servers/${serverId}/roles/order`, { roleIds: shuffled(random, content.roleIds) }),
	giveRole: ({ random, owner, member, serverId, content }) =>
		owner.put(`/api/servers/${serverId}/members/${member.username}/roles/${pick(random, content.roleIds)}`),
	takeRole: ({ random, owner, member, serverId, content }) =>
		owner.delete(`/api/servers/${serverId}/members/${member.username}/roles/${pick(random, content.roleIds)}`),
	giveRoleToMany: ({ random, owner, content }) =>
		owner.put(`/api/roles/${pick(random, content.roleIds)}/members`, {
			usernames: some(random, content.memberIds).map(usernameOf),
		}),
	overrideChannel: ({ random, owner, content }) =>
		owner.put(`/api/channels/${pick(random, content.channelIds)}/overrides`, {
			overrides: overridesOf(random, content),
		}),
	overrideGroup: ({ random, owner, content }) =>
		owner.put(`/api/groups/${pick(random, content.groupIds)}/overrides`, { overrides: overridesOf(random, content) }),
	followGroup: ({ random, owner, content }) =>
		owner.put(`/api/channels/${pick(random, content.channelIds)}/overrides/follow`),
	createChannel: ({ random, owner, serverId, content }) =>
		owner.post(`/api/servers/${serverId}/channels`, {
			name: nameOf(random),
			...(random.below(2) === 0 && content.groupIds.length > 0 && { groupId: pick(random, content.groupIds) }),
			...(random.below(3) === 0 && { private: true }),
		}),
	deleteChannel: ({ random, owner, content }) =>
		content.channelIds.length > 5 ? owner.delete(`/api/channels/${pick(random, content.channelIds)}`) : nothing,
	setPrivate: ({ random, owner, content }) =>
		owner.patch(`/api/channels/${pick(random, content.channelIds)}`, { private: random.below(2) === 0 }),
	archive: ({ random, owner, content }) =>
		owner.patch(`/api/channels/${pick(random, content.channelIds)}`, { archived: random.below(2) === 0 }),
	startThread: async ({ random, owner, content }) => {
		const path = `/api/channels/${pick(random, content.channelIds)}/messages`;
		const { body } = await owner.post(path, { nonce: random.uuid(), content: "limestone" });
		return body.message && owner.post(`${path}/${body.message.seq}/thread`);
	},
	createGroup: ({ random, owner, serverId }) => owner.post(`/api/servers/${serverId}/groups`, { name: nameOf(random) }),
	deleteGroup: ({ random, owner, content }) =>
		content.groupIds.length > 2 ? owner.delete(`/api/groups/${pick(random, content.groupIds)}`) : nothing,
	moveChannels: ({ random, owner, serverId, content }) =>
		owner.put(`/api/servers/${serverId}/layout`, { rev: content.layoutRev, groups: layoutOf(random, content) }),
	transfer: async ({ random, owner, serverId, content }) => {
		const heir = pick(random, content.memberIds) ?? 0;
		// The verb, because hashing a password for each would take most of the time.
		const isDone = await handOver({ id: owner.id } as Viewer, { id: serverId }, usernameOf(heir)).then(
			() => true,
			(error: unknown) => {
				if (!isAppError(error)) throw error;
				return false;
			},
		);
		return isDone ? owner.get(`/api/servers/${serverId}`) : undefined;
	},
	join: ({ random, people, serverId, content }) =>
		pick(random, outsiders(people, content))?.post(`/api/membership/${serverId}`) ?? nothing,
	leave: ({ member, serverId }) => member.delete(`/api/membership/${serverId}`),
	joinByInvite: async ({ random, people, owner, serverId, content }) => {
		const roleIds = some(random, content.roleIds);
		const { body } = await owner.post(`/api/servers/${serverId}/invites`, { roleIds });
		return body.invite && pick(random, outsiders(people, content))?.post(`/api/invites/${body.invite.code}`);
	},
} satisfies Record<string, RandomAct>;

/** Those who are no members, or everybody. */
function outsiders(people: ApiClient[], { memberIds }: Content): ApiClient[] {
	const found = people.filter(({ id }) => !memberIds.includes(id));
	return found.length > 0 ? found : people;
}

/** These change one thing in several ways. */
const frequent: (keyof typeof acts)[] = ["overrideChannel", "overrideGroup", "setPrivate", "setPrivate"];

/** The people of the test are named after their ids. */
const usernameOf = (userId: number): string => `user${userId}`;

function overridesOf(random: Random, { roleIds, everyoneId, memberIds }: Content): object[] {
	if (random.below(4) === 0) return [];
	const subjects = [
		...(random.below(3) > 0 ? [{ roleId: everyoneId }] : []),
		...some(random, roleIds).map((roleId) => ({ roleId })),
		...some(random, memberIds).map((userId) => ({ username: usernameOf(userId) })),
	];
	return subjects.map((subject) => {
		const deny = permissionsOf(random);
		return { ...subject, deny, allow: permissionsOf(random).filter((name) => !deny.includes(name)) };
	});
}

/** An order in which some channels are in another group. */
function layoutOf(random: Random, { groupIds, order }: Content): { id: number | null; channelIds: number[] }[] {
	const places = [null, ...shuffled(random, groupIds)];
	const placed = shuffled(random, order).map(({ id, groupId }) => ({
		id,
		groupId: random.below(3) === 0 ? (pick(random, places) ?? null) : groupId,
	}));
	return places.map((id) => ({
		id,
		channelIds: placed.flatMap((channel) => (channel.groupId === id ? [channel.id] : [])),
	}));
}

async function contentOf(serverId: number): Promise<Content> {
	const [row] = await sql<Content[]>`
		select s.owner_id as "ownerId", s.layout_rev as "layoutRev",
			(select r.id from roles r where r.server_id = s.id and r.is_everyone) as "everyoneId",
			array(select r.id from roles r where r.server_id = s.id and not r.is_everyone order by r.id) as "roleIds",
			array(select m.user_id from memberships m where m.server_id = s.id order by m.user_id) as "memberIds",
			array(select g.id from channel_groups g where g.server_id = s.id order by g.id) as "groupIds",
			array(select c.id from channels c where c.server_id = s.id and c.parent_id is null order by c.id) as "channelIds",
			(select json_agg(json_build_object('id', c.id, 'groupId', c.group_id) order by c.id)
				from channels c where c.server_id = s.id and c.parent_id is null) as "order"
		from servers s where s.id = ${serverId}`;
	if (!row) throw new Error("There is no such server.");
	return row;
}
