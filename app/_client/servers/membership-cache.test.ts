import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { SWRConfig } from "swr";
import type { Membership } from "@/lib/realtime/protocol";
import { applyMembership, membershipKey, outside, readMemberships } from "./membership-cache";

const swr = SWRConfig.defaultValue;
const member: Membership = { isMember: true, role: "member", joinedAt: "2026-01-01T00:00:00.000Z" };
const cached = (serverId: number) => swr.cache.get(membershipKey(serverId))?.data;

beforeEach(async () => {
	await swr.mutate(membershipKey(1), member);
	await swr.mutate(membershipKey(2), outside);
	await swr.mutate(membershipKey(3), member);
});

test("a user who leaves a server and joins it again is not cached as an outsider", () => {
	applyMembership(swr, 1, false);
	assert.deepEqual(cached(1), outside);
	applyMembership(swr, 1, true);
	assert.equal(cached(1), undefined);
	// A join by this document is shown already.
	applyMembership(swr, 3, true);
	assert.deepEqual(cached(3), member);
});

test("memberships that changed without an event are dropped", async () => {
	await readMemberships(swr, Promise.resolve({ servers: [{ id: 2 }, { id: 3 }] }));
	assert.deepEqual([cached(1), cached(2), cached(3)], [undefined, undefined, member]);
});
