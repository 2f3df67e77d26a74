import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { exhaust } from "@/test/support/rate-limits";
import { range } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";

let world: TestServer;
let ada: ApiClient;

before(async () => {
	world = await TestServer.open({ rateLimits: true });
	ada = await world.createUser("ada");
});
after(() => world.close());

test("after 30 lookups of codes that do not exist an address can look up none, known ones included", async () => {
	const { serverId } = await ada.createServer("Guessed");
	const code = await ada.createInvite(serverId);
	const nobody = world.guest();
	for (const _ of range(1, 10)) {
		assertRefused(await nobody.get(`/api/invites/${"1".repeat(12)}`), 404, "invite_not_found");
		assertRefused(await ada.post(`/api/invites/${"2".repeat(12)}`), 404, "invite_not_found");
		assertRefused(await ada.delete("/api/invites/no-code"), 404, "invite_not_found");
	}
	// A slow machine's limit refills meanwhile.
	exhaust("inviteLookups", "127.0.0.1");
	for (const answer of [
		await nobody.get(`/api/invites/${code}`),
		await ada.get(`/api/invites/${code}`),
		await ada.post(`/api/invites/${code}`),
		await ada.delete(`/api/invites/${code}`),
	]) {
		assertRefused(answer, 429, "rate_limited");
		assert.ok((answer.body.error?.retryAfterMs ?? 0) > 0);
	}
});
