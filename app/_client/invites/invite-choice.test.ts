import assert from "node:assert/strict";
import { test } from "node:test";
import type { Invite } from "@/lib/realtime/protocol";
import { defaultChoice, reusableInvite } from "./invite-choice";

const now = Date.parse("2026-11-28T12:00:00Z");
const hour = 3_600_000;
const at = (hours: number) => new Date(now + hours * hour).toISOString();

const invite = (part: Partial<Invite> = {}): Invite => ({
	code: "aB3dE5fG7hJk",
	channelId: null,
	creator: { id: 1, username: "ada", displayName: "Ada", avatarUrl: null },
	roleIds: [],
	maxUses: null,
	uses: 3,
	expiresAt: at(7 * 24 - 1),
	needsApproval: false,
	onlyUsernames: null,
	createdAt: at(-1),
	...part,
});
const wanted = { ...defaultChoice, creatorId: 1 };

test("an invite that differs in anything from a new one is not used again", () => {
	const different: Partial<Invite>[] = [
		{ channelId: 5 },
		{ creator: { id: 2, username: "bob", displayName: "Bob", avatarUrl: null } },
		{ roleIds: [9] },
		{ maxUses: 25 },
		{ onlyUsernames: ["bob"] },
		{ expiresAt: null },
		{ expiresAt: at(5 * 24) },
		{ expiresAt: at(30 * 24) },
	];
	for (const part of different)
		assert.equal(reusableInvite([invite(part)], wanted, now), undefined, JSON.stringify(part));
	assert.equal(reusableInvite([invite()], { ...wanted, maxUses: 5 }, now), undefined);
	assert.equal(reusableInvite([invite()], { ...wanted, expiresInSeconds: null }, now), undefined);
});

test("the user's own invite without a limit is used again while most of its time is left", () => {
	const fresh = invite();
	assert.equal(reusableInvite([invite({ maxUses: 1 }), fresh], wanted, now), fresh);
	const endless = invite({ expiresAt: null });
	assert.equal(reusableInvite([fresh, endless], { ...wanted, expiresInSeconds: null }, now), endless);
});
