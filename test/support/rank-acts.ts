import type { Permission } from "@/lib/auth/permissions";
import type { ApiResponse } from "./api-client";
import {
	type Entry,
	held,
	lacked,
	type Person,
	password,
	type RankCommunity,
	type Role,
	subjectOf,
} from "./rank-community";

/** Something that a person does to a role, to a person, or to both, with what the contract says about it. */
export type Act = {
	name: string;
	/** The permissions that it needs, in the server, or in the channel or group. */
	needs: readonly Permission[];
	in?: "channel" | "group";
	/** Only the owner may. */
	ownerOnly?: true;
	/** Nobody may, the owner included. */
	never?: boolean;
	/** The role and the people that it is done to. */
	role?: Role;
	people?: readonly Person[];
	/** Also to those of the actor's own rank. */
	upToOwnRank?: true;
	/** Every member may do it to themselves, whatever their permissions. */
	freeForSelf?: true;
	/** The permissions that it grants, or changes in an override. */
	grants?: readonly Permission[];
	/** The refusal of an actor who has the permissions; usually `forbidden`. */
	refusal?: "forbidden" | "invalid_request";
	/** Whether it changes something. */
	changes: boolean;
	/** Brings about that it changes something, as the owner, before it is done by somebody who may. */
	prepare?: () => Promise<ApiResponse>;
	/** Undoes of it what the community's restore() does not. */
	restore?: () => Promise<ApiResponse>;
	run: () => Promise<ApiResponse>;
};

/** The acts of this person on a role. */
export function actsOnRole(of: RankCommunity, { client, rank, isOwner }: Person, role: Role): Act[] {
	const path = `/api/roles/${role.id}`;
	const needs = ["manage_roles"] as const;
	const isEveryone = role.position === 0;
	const invalidForEveryone = isEveryone ? ({ never: true, refusal: "invalid_request" } as const) : {};
	const isBelow = (one: Role) => one.position > 0 && (isOwner || one.position < rank);
	const below = [...of.roles.values()].filter(isBelow);
	const named = below.includes(role) ? below : [...below, role];
	const edit = (name: string, body: object, more: Partial<Act> = {}): Act => ({
		...{ name, needs, role, changes: true, ...more },
		run: () => client.patch(path, body),
	});
	return [
		edit("renames", { name: `new ${role.name}` }, invalidForEveryone),
		edit("takes all permissions from", { permissions: [] }, { changes: role.permissions.length > 0 }),
		edit(
			"adds an own permission to",
			{ permissions: [...role.permissions, "manage_roles"] },
			{
				grants: ["manage_roles"],
				changes: !role.permissions.includes("manage_roles"),
			},
		),
		edit("adds a permission of others to", { permissions: [...role.permissions, lacked] }, { grants: [lacked] }),
		edit(
			"makes self-assignable",
			{ selfAssignable: true },
			{
				grants: role.permissions,
				changes: !role.selfAssignable,
				...invalidForEveryone,
			},
		),
		{
			...{ name: "deletes", needs, role, changes: true, never: isEveryone },
			run: () => client.delete(path),
		},
		{
			...{ name: "reorders roles with", needs, role, changes: named.length > 1, refusal: "invalid_request" },
			never: isEveryone,
			run: () => client.put(`/api/servers/${of.serverId}/roles/order`, { roleIds: named.map(({ id }) => id) }),
		},
		{
			...{ name: "creates an invite that gives", needs: ["create_invites", ...needs], role, changes: true },
			...{ grants: role.permissions, ...invalidForEveryone },
			run: () => client.post(`/api/servers/${of.serverId}/invites`, { roleIds: [role.id] }),
		},
		{
			...{ name: "previews the server as", needs, role, upToOwnRank: true, changes: false },
			run: () => client.get(`/api/servers/${of.serverId}/preview?roleId=${role.id}`),
		},
	];
}

/** The acts of this person on no role and no member in particular. */
export function otherActs(of: RankCommunity, { client }: Person): Act[] {
	const needs = ["manage_roles"] as const;
	return [[held], [lacked]].map((permissions) => ({
		...{ name: `creates a role that has ${permissions}`, needs, grants: permissions, changes: true },
		run: () => client.post(`/api/servers/${of.serverId}/roles`, { name: "new", permissions }),
	}));
}

/** The acts of this person on another, or on themselves. */
export function actsOnPerson(of: RankCommunity, { client }: Person, person: Person): Act[] {
	const { username } = person.client;
	return [
		{
			...{ name: "hands the server over to", needs: [], ownerOnly: true, changes: true },
			...(person.isOwner && ({ never: true, refusal: "invalid_request" } as const)),
			run: () => client.put(`/api/servers/${of.serverId}/owner`, { username, password }),
		},
		{
			...{
				name: "previews the server as",
				needs: ["manage_roles"],
				people: [person],
				upToOwnRank: true,
				changes: false,
			},
			run: () => client.get(`/api/servers/${of.serverId}/preview?username=${username}`),
		},
		{
			...{ name: "reads the permissions of", needs: [], changes: false },
			...(client !== person.client && { needs: ["manage_roles"] as const }),
			run: () => client.get(`/api/servers/${of.serverId}/permissions/${username}`),
		},
		{
			...{ name: "renames", people: [person], changes: true },
			needs: [client === person.client ? "change_nickname" : "manage_nicknames"],
			run: () => client.put(`/api/servers/${of.serverId}/members/${username}/nickname`, { nickname: "Pebble" }),
		},
	];
}

/** The acts by which this person gives a role to a member, or takes it, alone and among several. */
export function actsOnMembership(of: RankCommunity, { client }: Person, role: Role, person: Person): Act[] {
	const owner = of.person("owner").client;
	const other = of.person("member below");
	const one = `/api/servers/${of.serverId}/members/${person.client.username}/roles/${role.id}`;
	const several = `/api/roles/${role.id}/members`;
	const both = { usernames: [...new Set([person.client.username, other.client.username])] };
	const has = ({ roles }: Person) => roles.includes(role.name);
	const common = { role, needs: ["manage_roles"], never: role.position === 0 } as const;
	const free = role.selfAssignable && { freeForSelf: true as const };
	const give = { ...common, grants: role.permissions };
	// A member who loses a higher role ranked higher before.
	const holder = { ...person, rank: Math.max(person.rank, role.position) };
	const take = { ...common, changes: true, prepare: () => owner.put(several, both) };
	return [
		{
			...{ ...give, ...free, name: "gives", people: [person], changes: !has(person) },
			run: () => client.put(one),
		},
		{
			...{
				...give,
				name: "gives, with a member below,",
				people: [person, other],
				changes: !has(person) || !has(other),
			},
			run: () => client.put(several, both),
		},
		{ ...take, ...free, name: "takes", people: [holder], run: () => client.delete(one) },
		{
			...{
				...take,
				name: "takes, with a member below,",
				people: [holder, { ...other, rank: Math.max(other.rank, role.position) }],
			},
			run: () => client.call("DELETE", several, { body: both }),
		},
	];
}

/** The acts of this person on the overrides of a role or of a member. */
export function actsOnOverride(of: RankCommunity, { client }: Person, subject: Role | Person): Act[] {
	const isPerson = "client" in subject;
	const name = isPerson ? { username: subject.client.username } : { roleId: subject.id };
	const common = {
		...(isPerson ? { people: [subject] } : { role: subject }),
		needs: ["manage_roles", "manage_channels"] satisfies Permission[],
		changes: true,
	};
	const apart = of.apart.get(subjectOf(name)) ?? 0;
	const places = [
		{ path: `/api/channels/${of.channelId}/overrides`, place: { in: "channel" } as const },
		{ path: `/api/groups/${of.groupId}/overrides`, place: { in: "group" } as const },
	];
	const isTheirs = (entry: Entry) => subjectOf(entry) === subjectOf(name);
	const { allow = [], deny = [] } = of.entries.find(isTheirs) ?? {};
	return [
		...places.flatMap(({ path, place }) => {
			const where = `in a ${place.in}`;
			const changed = (change: (entry: Entry) => Entry) => () =>
				client.put(path, { overrides: of.entries.map((entry) => (isTheirs(entry) ? change(entry) : entry)) });
			return [
				{
					...{ ...common, ...place, name: `denies an own permission ${where}`, grants: [held] },
					run: changed((entry) => ({ ...entry, deny: [...(entry.deny ?? []), held] })),
				},
				{
					...{ ...common, ...place, name: `allows a permission of others ${where}`, grants: [lacked] },
					run: changed((entry) => ({ ...entry, allow: [...(entry.allow ?? []), lacked] })),
				},
				{
					...{ ...common, ...place, name: `removes the override ${where}`, grants: [...allow, ...deny] },
					run: changed((entry) => ({ ...entry, allow: [], deny: [] })),
				},
			];
		}),
		{
			...{ ...common, name: "removes the override by following the group" },
			run: () => client.put(`/api/channels/${apart}/overrides/follow`),
		},
	];
}
