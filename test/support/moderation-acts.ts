import { sql } from "@/db";
import type { ApiClient, ApiResponse } from "./api-client";
import type { Act } from "./rank-acts";
import type { Person, RankCommunity } from "./rank-community";

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

/** The acts by which this person moderates another, or themselves. */
export function actsOfModeration(of: RankCommunity, { client }: Person, person: Person): Act[] {
	const { username } = person.client;
	const server = `/api/servers/${of.serverId}`;
	const timeout = (by: ApiClient) => by.put(`${server}/members/${username}/timeout`, { until: inAnHour() });
	// Nobody moderates themselves, the owner included.
	const common = { people: [person], changes: true, never: client === person.client } as const;
	const timesOut = { ...common, needs: ["timeout_members"] } as const;
	const act = (sanction: object) => client.post(`${server}/moderation-actions`, { subject: username, sanction });
	const join = () => rejoin(of, person);
	const acts: Act[] = [
		{ ...timesOut, name: "warns", run: () => act({ kind: "warn" }) },
		{ ...timesOut, name: "times out", run: () => timeout(client) },
		{
			...{ ...timesOut, name: "ends a timeout of", prepare: () => timeout(of.person("owner").client) },
			run: () => client.put(`${server}/members/${username}/timeout`, { until: null }),
		},
		{
			...{ ...common, name: "kicks", needs: ["kick_members"] as const, restore: join },
			run: () => client.delete(`${server}/members/${username}`),
		},
		{
			...{ ...common, name: "bans", needs: ["ban_members"] as const, restore: join },
			run: () => client.put(`${server}/bans/${username}`),
		},
	];
	const warning = of.warnings.get(person.name);
	if (warning !== undefined)
		acts.push({
			...{ ...timesOut, name: "undoes a warning of" },
			run: () => client.delete(`${server}/moderation-actions/${warning}`),
		});
	return acts;
}

/** Lets a person in again who was removed. Their roles come back with those of everybody. */
async function rejoin({ serverId }: RankCommunity, { client }: Person): Promise<ApiResponse> {
	await sql`delete from bans where server_id = ${serverId} and user_id = ${client.id}`;
	return client.post(`/api/membership/${serverId}`);
}
