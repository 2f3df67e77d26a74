import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { assertRefused } from "@/test/support/api-client";
import { ada, world } from "@/test/support/community";
import { register, set, setUpRegistration } from "@/test/support/registration";
import { sweepNetworks } from "./networks";

setUpRegistration();

test("registrations are counted by day and network, and a closed network registers nobody for a day", async () => {
	type Statistics = { days: { day: string; count: number }[]; networks: Record<string, unknown>[] };
	const statistics = async (): Promise<Statistics> =>
		JSON.parse((await ada.get("/api/admin/registration-statistics")).text);
	const closed = (network: unknown) => ada.put("/api/admin/closed-networks", { network });
	const reopen = (network: string) => ada.delete(`/api/admin/closed-networks?network=${encodeURIComponent(network)}`);
	const network = "127.0.0.0/24";
	const today = new Date().toISOString().slice(0, 10);
	await set({ registration: "closed" });
	const refusal = await register();
	await set({ registration: "open" });
	await sql`truncate registration_counts`;
	await sql`insert into registration_counts values
		(${today}::date - 30, ${network}, 4), (${today}::date - 29, '2001:db8::/64', 2)`;
	for (const _ of [1, 2]) assert.equal((await register()).status, 201);
	const { days, networks } = await statistics();
	assert.deepEqual([days.length, days[0]?.count, days.at(-1)], [30, 2, { day: today, count: 2 }]);
	assert.deepEqual(networks, [
		{ network, count: 2, lastDay: today, closedUntil: null },
		{ network: "2001:db8::/64", count: 2, lastDay: days[0]?.day, closedUntil: null },
	]);

	for (const wrong of ["127.0.0.1/24", "127.0.0.0/16", "127.0.0.0", "2001:db8::/48", "everywhere", "", null, ["a"]])
		assertRefused(await closed(wrong), 400, "invalid_request", "network");
	assert.equal((await closed(network)).status, 200);
	const refused = await register();
	assert.deepEqual([refused.status, refused.text], [refusal.status, refusal.text]);
	const { closedUntil } = (await statistics()).networks[0] ?? {};
	const hours = (Date.parse(String(closedUntil)) - Date.now()) / 3_600_000;
	assert.ok(hours > 23.9 && hours < 24.1, `${hours} hours`);
	await sql`update closed_networks set until = now()`;
	assert.equal((await register()).status, 201, "it ends by itself");
	await closed(network);
	for (const _ of [1, 2]) assert.equal((await reopen(network)).status, 204);
	assert.equal((await register()).status, 201);
	const entries = await sql<{ entry: string }[]>`select action || ' ' || (details ->> 'network') as entry
		from instance_audit_log where action like '%network' order by id`;
	assert.deepEqual(
		entries.map(({ entry }) => entry),
		["close_network", "close_network", "reopen_network"].map((action) => `${action} ${network}`),
	);
	await sweepNetworks();
	assert.deepEqual(
		(await sql<{ count: number }[]>`select count from registration_counts order by day`).map(({ count }) => count),
		[2, 4],
	);
	assert.equal((await closed("203.0.113.0/24")).status, 200);
	assert.equal((await register()).status, 201, "another network is not closed with it");
	for (const method of ["PUT", "DELETE"] as const)
		assertRefused(await world.guest().call(method, "/api/admin/closed-networks?network=x"), 404, "not_found");
});
