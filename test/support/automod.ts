import assert from "node:assert/strict";
import { sql } from "@/db";
import type { AutomodRule } from "@/lib/realtime/protocol";
import type { ApiClient, ApiResponse } from "./api-client";
import { bob } from "./community";
import { audit, createPlace, moderation } from "./moderation";
import { nonce } from "./test-server";

/** A rule about words, with other fields if they are given. */
export const ruleOf = (more: object = {}) => ({
	name: "Words",
	kind: "words",
	settings: { words: ["spam"], spacedLetters: true },
	message: "No spam here.",
	actions: { refuse: true },
	...more,
});

export const rulesPath = (serverId: number) => `/api/servers/${serverId}/automod/rules`;

export async function makeRule(by: ApiClient, serverId: number, more: object = {}): Promise<AutomodRule> {
	const { status, body, text } = await by.post(rulesPath(serverId), ruleOf(more));
	assert.equal(status, 201, text);
	assert.ok(body.rule);
	return body.rule;
}

export const send = (person: ApiClient, channelId: number, content: string, more: object = {}) =>
	person.post(`/api/channels/${channelId}/messages`, { nonce: nonce(), content, ...more });

/** Asserts that a rule has refused a call, with its own sentence. */
export function assertBlocked({ status, body, text }: ApiResponse, rule: { name: string; message: string }): void {
	assert.equal(status, 403, text);
	assert.deepEqual(body.error, { code: "blocked_by_rule", message: rule.message, rule: rule.name });
}

/** A server in which mod moderates, also the messages that rules have flagged. */
export const createRuledPlace = () => createPlace({}, [...moderation, "handle_reports", "manage_messages"]);

/** The matches that the rules of a server are still to act on. */
export const pending = async (serverId: number) => sql`select id from automod_matches where server_id = ${serverId}`;

export const actionsIn = async (serverId: number) =>
	(await audit(serverId)).flatMap((entry) => entry.moderationAction ?? []);

/** A message as a member reads it. */
export async function messageAt(by: ApiClient, channelId: number, seq: number) {
	const { body } = await by.get(`/api/channels/${channelId}/messages`);
	return body.messages?.find((message) => message.seq === seq) ?? assert.fail("no message");
}

/** A match of a message of bob's, as an instance leaves it that stops before it acts. */
export async function leaveMatch(
	serverId: number,
	message: { channelId: number; nonce: string } | null,
	{ actions, age = "1 minute" }: { actions: object; age?: string },
): Promise<void> {
	await sql`insert into automod_matches ${sql({
		server_id: serverId,
		user_id: bob.id,
		rule_id: 7,
		rule_name: "Left",
		reason: "Left.",
		actions: sql.json(actions as never),
		channel_id: message?.channelId ?? null,
		nonce: message?.nonce ?? null,
	})}`;
	await sql`update automod_matches set created_at = now() - ${age}::interval where server_id = ${serverId}`;
}
