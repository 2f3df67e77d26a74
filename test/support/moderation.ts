import assert from "node:assert/strict";
import { sql } from "@/db";
import type { ApiClient, ApiResponse } from "./api-client";
import { ada, bob, setUpUsers, world } from "./community";
import { nonce } from "./test-server";

/** A member of each server, who may moderate there. */
export let mod: ApiClient;
/** A client without a session. */
export let nobody: ApiClient;
let made = 0;

/** Opens the backend with the users of a community, and mod and nobody. */
export function setUpModeration(): void {
	setUpUsers(async () => {
		mod = await world.createUser("mod.erator");
		nobody = world.guest();
	});
}

const minute = 60_000;
export const day = 1440 * minute;
/** A time so far ahead. */
export const soon = (ms = 60 * minute) => new Date(Date.now() + ms).toISOString();

export const moderation = ["timeout_members", "kick_members", "ban_members", "view_audit_log"];

/** The sanctions, each with the permission that it needs. */
export const sanctions = [
	["timeout_members", () => ({ kind: "warn" })],
	["timeout_members", () => ({ kind: "timeout", until: soon() })],
	["kick_members", () => ({ kind: "kick" })],
	["ban_members", () => ({ kind: "ban" })],
] as const;

/** Creates a server of ada's with bob as a plain member, and mod with a role that may moderate. */
export async function createPlace(
	extra: object = {},
	permissions = moderation,
): Promise<{ serverId: number; channelId: number }> {
	const place = await ada.createServer(`Moderated ${++made}`, extra);
	for (const person of [bob, mod]) await ada.addMember(place.serverId, person);
	await ada.createRole(place.serverId, "moderators", { permissions }, mod);
	return place;
}

export const act = (by: ApiClient, serverId: number, subject: string, sanction: object, rest: object = {}) =>
	by.post(`/api/servers/${serverId}/moderation-actions`, { subject, sanction, ...rest });
export const undo = (by: ApiClient, serverId: number, id: number | string) =>
	by.delete(`/api/servers/${serverId}/moderation-actions/${id}`);

/** The action of an answer that must be a success. */
export async function acted(answer: ApiResponse | Promise<ApiResponse>) {
	const { status, text, body } = await answer;
	assert.ok(status === 201 || status === 200, text);
	assert.ok(body.action);
	return body.action;
}

export const postHello = (person: ApiClient, channelId: number) =>
	person.post(`/api/channels/${channelId}/messages`, { nonce: nonce(), content: "Hello" });
export const isMember = async (serverId: number, { id }: ApiClient) =>
	(await sql`select 1 from memberships where server_id = ${serverId} and user_id = ${id}`).length === 1;
export const audit = async (serverId: number, query = "") =>
	(await ada.get(`/api/servers/${serverId}/audit-log${query}`)).body.entries ?? assert.fail("no entries");
export const bansOf = async (serverId: number, query = "") =>
	(await ada.get(`/api/servers/${serverId}/bans${query}`)).body.bans ?? assert.fail("no bans");
