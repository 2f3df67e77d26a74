import assert from "node:assert/strict";
import { test } from "node:test";
import { memberPermissions, type Override } from "../auth/member-permissions";
import { type Permission, toBits, toNames } from "../auth/permissions";
import { type ExplainedChannel, type ExplainedMember, explain } from "./reasons";

const bits = (...names: Permission[]) => Number(toBits(names));
const everyone = { id: 1, position: 0, permissions: bits("view_channel", "send_messages") };
const keepers = { id: 2, position: 1, permissions: bits("pin_messages") };
const guards = { id: 3, position: 2, permissions: bits("pin_messages", "kick_members") };
const member: ExplainedMember = {
	userId: 9,
	isOwner: false,
	isFrozen: false,
	roles: [keepers, guards],
	isTimedOut: false,
	isNewcomer: false,
	hasAccepted: true,
	lacksFactor: false,
};
const channel: ExplainedChannel = { isThread: false, isArchived: false, overrides: [], from: "channel" };
const override = (scope: number, of: Partial<Override>): Override => ({
	...{ scope, roleId: null, userId: null, allow: 0, deny: 0 },
	...of,
});
const reasonOf = (
	name: Permission,
	who: Partial<ExplainedMember> = {},
	where: Partial<ExplainedChannel> | null = null,
) => {
	const reasons = explain(everyone, { ...member, ...who }, where && { ...channel, ...where });
	const found = reasons.find(({ permission }) => permission === name);
	assert.ok(found);
	const { permission: _, ...reason } = found;
	return reason;
};

test("without anything that grants it, a permission is denied by default", () => {
	assert.deepEqual(reasonOf("ban_members"), { allowed: false, rule: "default" });
});

test("the rule that grants a permission is named, with the highest role that has it", () => {
	assert.deepEqual(reasonOf("ban_members", { isOwner: true }), { allowed: true, rule: "owner" });
	assert.deepEqual(reasonOf("send_messages"), { allowed: true, rule: "everyone", roleId: 1 });
	assert.deepEqual(reasonOf("pin_messages"), { allowed: true, rule: "role", roleId: 3 });
	const admins = { id: 4, position: 3, permissions: bits("administrator") };
	assert.deepEqual(reasonOf("ban_members", { roles: [admins] }), { allowed: true, rule: "administrator", roleId: 4 });
});

test("of overrides, the one that counts last is named, with where it is set", () => {
	const [denied, allowed] = [{ deny: bits("send_messages") }, { allow: bits("send_messages") }];
	const overrides = [override(0, { roleId: 1, ...denied })];
	const reason = () => reasonOf("send_messages", {}, { overrides, from: "group" });
	assert.deepEqual(reason(), { allowed: false, rule: "override", roleId: 1, from: "group" });
	overrides.push(override(1, { roleId: 3, ...denied }), override(1, { roleId: 2, ...allowed }));
	assert.deepEqual(reason(), { allowed: true, rule: "override", roleId: 2, from: "group" });
	overrides.push(override(2, { userId: 8, ...denied }));
	assert.equal(reason().allowed, true);
	overrides.push(override(2, { userId: 9, ...denied }));
	assert.deepEqual(reason(), { allowed: false, rule: "override", from: "group" });
});

test("what hides a channel is the reason for everything in it", () => {
	const overrides = [override(1, { roleId: 2, deny: bits("view_channel") })];
	for (const name of ["view_channel", "send_messages", "pin_messages", "ban_members"] as const)
		assert.deepEqual(reasonOf(name, {}, { overrides }), {
			allowed: false,
			rule: "override",
			roleId: 2,
			from: "channel",
		});
});

test("a time-out, rules that are not accepted, and an archived channel take permissions away", () => {
	assert.deepEqual(reasonOf("send_messages", { isTimedOut: true }), { allowed: false, rule: "timed_out" });
	assert.deepEqual(reasonOf("send_messages", { hasAccepted: false }), { allowed: false, rule: "rules" });
	assert.deepEqual(reasonOf("send_messages", {}, { isArchived: true }), { allowed: false, rule: "archived" });
	assert.deepEqual(reasonOf("send_messages", { isOwner: true }, { isArchived: true }), {
		allowed: false,
		rule: "archived",
	});
	assert.equal(reasonOf("send_messages", { isOwner: true, isTimedOut: true }).allowed, true);
	assert.equal(reasonOf("view_channel", { isTimedOut: true }).allowed, true);
});

test("without a second factor that the server requires, the permissions that need one are absent, also of the owner", () => {
	const missing = { allowed: false, rule: "second_factor" };
	assert.deepEqual(reasonOf("manage_server", { isOwner: true, lacksFactor: true }), missing);
	assert.equal(reasonOf("manage_messages", { isOwner: true, lacksFactor: true }).allowed, true);
	const roles = [{ id: 2, position: 1, permissions: bits("administrator") }];
	for (const name of ["ban_members", "administrator", "manage_messages"] as const)
		assert.deepEqual(reasonOf(name, { roles, lacksFactor: true }), missing);
	const overrides = [override(1, { roleId: 2, allow: bits("manage_channels") })];
	const low = [{ id: 2, position: 1, permissions: 0 }];
	assert.deepEqual(reasonOf("manage_channels", { roles: low, lacksFactor: true }, { overrides }), missing);
	assert.equal(reasonOf("manage_channels", { roles: low }, { overrides }).allowed, true);
});

test("a frozen server takes everything but reading away, also its cases, from its owner too", () => {
	const roles = [{ id: 4, position: 3, permissions: bits("administrator") }];
	for (const who of [{}, { isOwner: true }, { roles }]) {
		const reason = (name: Permission) => reasonOf(name, { ...who, isFrozen: true, isTimedOut: true });
		assert.deepEqual(reason("send_messages"), { allowed: false, rule: "frozen" });
		assert.equal(reason("view_channel").allowed, true);
	}
	assert.equal(reasonOf("handle_reports", { isOwner: true, isFrozen: true }).allowed, true);
	assert.equal(reasonOf("handle_reports", { roles, isFrozen: true, isTimedOut: true }).rule, "timed_out");
	assert.deepEqual(reasonOf("ban_members", { isFrozen: true }), { allowed: false, rule: "default" });
});

test("the reasons permit exactly what is decided, for 5,000 random members and channels", () => {
	let state = 7;
	const random = (below: number) => {
		state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
		return Math.floor((state / 2_147_483_648) * below);
	};
	const some = (of = 2 ** 36) => Number(BigInt(random(of)) & BigInt(random(of)));
	for (let round = 0; round < 5000; round++) {
		const base = { id: 1, position: 0, permissions: some() };
		const roles = Array.from({ length: random(4) }, (_, n) => ({ id: n + 2, position: n + 1, permissions: some() }));
		const who: ExplainedMember = {
			...{ userId: 9, isOwner: random(8) === 0, roles: roles.filter(() => random(2)) },
			isFrozen: random(6) === 0,
			...{ isTimedOut: random(4) === 0, hasAccepted: random(4) > 0, isNewcomer: random(4) === 0 },
			lacksFactor: random(3) === 0,
		};
		const overrides = Array.from({ length: random(5) }, (): Override => {
			const scope = random(3);
			const allow = some();
			const subject = scope === 2 ? { userId: random(2) + 8 } : { roleId: scope === 0 ? 1 : random(4) + 2 };
			return override(scope, { ...subject, allow, deny: Number(BigInt(some()) & ~BigInt(allow)) });
		});
		const where = random(4) ? { ...channel, isThread: random(2) > 0, isArchived: random(3) === 0, overrides } : null;
		const decided = memberPermissions(
			{ ownerId: who.isOwner ? 9 : 1, everyoneBits: base.permissions, isFrozen: who.isFrozen },
			{
				userId: 9,
				roleIds: who.roles.map(({ id }) => id),
				roleBits: Number(who.roles.reduce((sum, { permissions }) => sum | BigInt(permissions), 0n)),
				isReadOnly: who.isTimedOut || !who.hasAccepted || who.isNewcomer,
				lacksFactor: who.lacksFactor,
			},
			where ?? undefined,
		);
		const permitted = explain(base, who, where).flatMap(({ permission, allowed }) => (allowed ? [permission] : []));
		assert.deepEqual(permitted, toNames(decided), JSON.stringify({ base, who, where }));
	}
});
