import type { Permission } from "@/lib/auth/permissions";
import type { ApiClient, ApiResponse } from "./api-client";
import { nonce } from "./test-server";

export type Place = { channelId: number; seq: number };
type Act = (person: ApiClient, place: Place & { serverId: number }) => Promise<ApiResponse>;
/** A request that needs a permission. `with`: permissions that it needs as well. */
export type Probe = { permission: Permission; act: Act; with?: Permission[]; inThreads?: false; isWrite: boolean };

const channel = (place: Place, rest = "") => `/api/channels/${place.channelId}${rest}`;
const message = (place: Place, rest = "") => channel(place, `/messages/${place.seq}${rest}`);
const post = (person: ApiClient, place: Place, extra: object = {}) =>
	person.post(channel(place, "/messages"), { nonce: nonce(), content: "limestone", ...extra });

/** Requests in a channel for each permission. */
export const probes: Probe[] = [
	{ permission: "view_channel", isWrite: false, act: (person, place) => person.get(channel(place, "/unread")) },
	{ permission: "read_history", isWrite: false, act: (person, place) => person.get(channel(place, "/messages")) },
	{ permission: "read_history", isWrite: false, act: (person, place) => person.get(message(place, "/votes?option=0")) },
	{ permission: "send_messages", isWrite: true, act: post },
	{ permission: "attach_files", isWrite: true, act: (person, place) => person.upload(place.channelId, "a.txt", "a") },
	{
		permission: "create_polls",
		with: ["send_messages", "send_in_threads"],
		isWrite: true,
		act: (person, place) => post(person, place, { poll: { question: "Where?", options: ["Here", "There"] } }),
	},
	{
		permission: "add_reactions",
		isWrite: true,
		act: (person, place) => person.put(message(place, `/reactions/${encodeURIComponent("🎉")}`)),
	},
	{
		permission: "add_reactions",
		isWrite: true,
		act: (person, place) => person.put(message(place, "/votes"), { options: [0] }),
	},
	{ permission: "pin_messages", isWrite: true, act: (person, place) => person.put(message(place, "/pin")) },
	{
		permission: "create_threads",
		isWrite: true,
		inThreads: false,
		act: (person, place) => person.post(message(place, "/thread")),
	},
	{ permission: "manage_messages", isWrite: true, act: (person, place) => person.get(message(place, "/versions")) },
	{
		permission: "manage_channels",
		isWrite: false,
		inThreads: false,
		act: (person, place) => person.patch(channel(place), {}),
	},
	{
		permission: "manage_roles",
		with: ["manage_channels"],
		isWrite: false,
		inThreads: false,
		act: (person, place) => person.get(channel(place, "/overrides")),
	},
];

/** Requests about the server as a whole. */
export const serverProbes: Probe[] = [
	{
		permission: "manage_server",
		isWrite: false,
		act: (person, { serverId }) => person.patch(`/api/servers/${serverId}`, {}),
	},
	{
		permission: "manage_channels",
		isWrite: false,
		act: (person, { serverId }) => person.post(`/api/servers/${serverId}/channels`, { name: `c-${nonce()}` }),
	},
	{
		permission: "create_invites",
		isWrite: false,
		act: (person, { serverId }) => person.get(`/api/servers/${serverId}/invitations`),
	},
	{
		permission: "create_invites",
		isWrite: false,
		act: (person, { serverId }) => person.post(`/api/servers/${serverId}/invites`, {}),
	},
	{
		permission: "manage_roles",
		isWrite: false,
		act: (person, { serverId }) => person.post(`/api/servers/${serverId}/roles`, { name: nonce() }),
	},
	{
		permission: "approve_joins",
		isWrite: false,
		act: (person, { serverId }) => person.get(`/api/servers/${serverId}/requests`),
	},
	{
		permission: "timeout_members",
		isWrite: false,
		act: (person, { serverId }) => person.put(`/api/servers/${serverId}/members/author/timeout`, { until: null }),
	},
	{
		permission: "kick_members",
		isWrite: false,
		act: (person, { serverId }) => person.get(`/api/servers/${serverId}/raid-mode`),
	},
	{
		permission: "kick_members",
		isWrite: false,
		act: (person, { serverId }) => person.put(`/api/servers/${serverId}/raid-mode`, { until: null }),
	},
	{
		permission: "manage_server",
		isWrite: false,
		act: (person, { serverId }) => person.put(`/api/servers/${serverId}/raid-watch`, { action: "off" }),
	},
	{
		permission: "ban_members",
		isWrite: false,
		act: (person, { serverId }) => person.get(`/api/servers/${serverId}/bans`),
	},
	{
		permission: "change_nickname",
		isWrite: false,
		act: (person, { serverId }) =>
			person.put(`/api/servers/${serverId}/members/${person.username}/nickname`, { nickname: null }),
	},
	{
		permission: "manage_nicknames",
		isWrite: false,
		act: (person, { serverId }) => person.put(`/api/servers/${serverId}/members/author/nickname`, { nickname: null }),
	},
	{
		permission: "view_audit_log",
		isWrite: false,
		act: (person, { serverId }) => person.get(`/api/servers/${serverId}/audit-log`),
	},
];
