import assert from "node:assert/strict";
import { test } from "node:test";
import type { Invite } from "@/lib/realtime/protocol";
import { newInvite, plainChoice, reusableInvite, usernamesIn, wrongUsername } from "./invite-choice";

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
const wanted = { creatorId: 1, needsApproval: false, expiresInSeconds: 604_800 };

test("an invite that differs in anything from a new one is not used again", () => {
	const different: Partial<Invite>[] = [
		{ channelId: 5 },
		{ creator: { id: 2, username: "bob", displayName: "Bob", avatarUrl: null } },
		{ roleIds: [9] },
		{ maxUses: 25 },
		{ onlyUsernames: ["bob"] },
		{ needsApproval: true },
		{ expiresAt: null },
		{ expiresAt: at(5 * 24) },
		{ expiresAt: at(30 * 24) },
	];
	for (const part of different)
		assert.equal(reusableInvite([invite(part)], wanted, now), undefined, JSON.stringify(part));
	assert.equal(reusableInvite([invite()], { ...wanted, expiresInSeconds: null }, now), undefined);
});

test("an invite that skips the approval is not used again where the server asks for it", () => {
	const asks = { ...wanted, needsApproval: true };
	assert.equal(reusableInvite([invite()], asks, now), undefined);
	const approved = invite({ needsApproval: true });
	assert.equal(reusableInvite([invite(), approved], asks, now), approved);
});

test("the user's own invite without a limit is used again while most of its time is left", () => {
	const fresh = invite();
	assert.equal(reusableInvite([invite({ maxUses: 1 }), fresh], wanted, now), fresh);
	const endless = invite({ expiresAt: null });
	assert.equal(reusableInvite([fresh, endless], { ...wanted, expiresInSeconds: null }, now), endless);
});

test("a name that cannot be a username is found", () => {
	for (const name of ["a", "x".repeat(33), "ada!", "에이다", "@@ada"])
		assert.equal(wrongUsername(["ada", ...usernamesIn(name)]) !== undefined, true, name);
	assert.equal(wrongUsername(["ada", "bob.2", "_eve_"]), undefined);
});

test("typed names are separated by commas, spaces and lines, in any case and each once", () => {
	assert.deepEqual(usernamesIn("  \n , "), []);
	assert.deepEqual(usernamesIn("ada, @Bob\n\neve dan,ada ,BOB"), ["ada", "bob", "eve", "dan"]);
});

test("a plain invite names neither users nor an approval that the server decides", () => {
	for (const asks of [true, false])
		assert.deepEqual(newInvite(plainChoice(asks), asks), {
			expiresInSeconds: 604_800,
			maxUses: null,
			channelId: null,
			roleIds: [],
		});
});

test("an invite has all that its maker chose", () => {
	const choice = {
		expiresInSeconds: null,
		maxUses: 5,
		channelId: 3,
		roleIds: [8, 9],
		needsApproval: false,
		usernames: "Eve dan",
	};
	assert.deepEqual(newInvite(choice, true), {
		expiresInSeconds: null,
		maxUses: 5,
		channelId: 3,
		roleIds: [8, 9],
		needsApproval: false,
		onlyUsernames: ["eve", "dan"],
	});
});
