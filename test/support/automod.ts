import assert from "node:assert/strict";
import type { AutomodRule } from "@/lib/realtime/protocol";
import type { ApiClient, ApiResponse } from "./api-client";
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
