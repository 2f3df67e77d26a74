import { setTimeout as sleep } from "node:timers/promises";
import type { Channel, Role } from "@/lib/realtime/protocol";
import type { Bench } from "../bench";
import { addMembers, inDatabase, signIn } from "../bulk-members";
import { type Figure, ms, number } from "../metrics";
import { median, now } from "../statistics";

const channels = 200;
const perSecond = 50;
const holders = 500;
/** Messages go on for so long after the edit, so that a late one would be heard. */
const listenMs = 1500;
const hideMs = 1000;
const giveMs = 500;

type Community = { serverId: number; channelIds: number[]; usernames: string[]; crewId: number; badgeId: number };

/**
 * Thousands of members are connected, and each has one of two hundred channels open that they may view by a role. The
 * role loses that permission while messages are sent into the channels. Then another role is given to five hundred.
 */
export async function roleChanges(bench: Bench): Promise<Figure[]> {
	const { stage, sockets } = bench;
	const community = await communityOf(bench);
	const cookies = await inDatabase(stage, (sql) => signIn(sql, stage, community.usernames));
	const people = bench.worker("audience");
	await people.ask("connect", { url: stage.url, cookies });
	const edits = [];
	for (let round = 0; round <= bench.rounds; round++) {
		await people.ask("open", { channelIds: community.channelIds });
		edits.push(await hide(bench, community, () => people.ask("heard", {})));
	}
	const given: number[] = [];
	for (let round = 0; round <= bench.rounds; round++) given.push(await give(bench, community));
	await bench.dismiss();
	return [bench.note(figureOfHiding(sockets, edits.slice(1))), bench.note(figureOfGiving(sockets, given.slice(1)))];
}

async function communityOf({ stage, sockets }: Bench): Promise<Community> {
	const { owner } = stage;
	const { serverId } = await owner.makeServer("Hidden channels");
	const roles = `/api/servers/${serverId}/roles`;
	const createRole = async (name: string, permissions: string[]) =>
		(await owner.call<{ role: Role }>("POST", roles, { name, permissions })).role.id;
	const [crewId, badgeId] = [await createRole("Crew", ["view_channel", "read_history"]), await createRole("Badge", [])];
	const everyone = (await owner.call<{ roles: Role[] }>("GET", roles)).roles.at(-1)?.id ?? 0;
	const channelIds: number[] = [];
	for (let n = 1; n <= channels; n++) {
		const path = `/api/servers/${serverId}/channels`;
		channelIds.push((await owner.call<{ channel: Channel }>("POST", path, { name: `hidden-${n}` })).channel.id);
	}
	await owner.call("PATCH", `/api/roles/${everyone}`, { permissions: ["send_messages"] });
	const usernames = await inDatabase(stage, async (sql) => {
		const added = await addMembers(sql, serverId, "crew", sockets);
		await sql`
			insert into member_roles (server_id, user_id, role_id)
			select ${serverId}, id, ${crewId} from users where username = any (${added}::text[])`;
		return added;
	});
	return { serverId, channelIds, usernames, crewId, badgeId };
}

type Edit = { answered: number; silent: number; deliveries: number };

/** Takes the permission from the role. Returns after how long it is answered, and the last message is heard. */
async function hide(
	{ stage }: Bench,
	{ channelIds, crewId }: Community,
	heard: () => Promise<{ deliveries: number; lastAt: number }>,
): Promise<Edit> {
	const { owner } = stage;
	let isTalking = true;
	const talk = async () => {
		for (let n = 0; isTalking; n++) {
			await owner.sends(channelIds[n % channelIds.length] ?? 0, "hello");
			await sleep(1000 / perSecond);
		}
	};
	const talking = talk();
	await sleep(listenMs);
	const before = await heard();
	if (before.deliveries === 0) throw new Error("Nobody heard anything before the edit.");
	const startedAt = now();
	await owner.call("PATCH", `/api/roles/${crewId}`, { permissions: [] });
	const answered = now() - startedAt;
	await sleep(listenMs);
	const { deliveries, lastAt } = await heard();
	isTalking = false;
	await talking;
	await owner.call("PATCH", `/api/roles/${crewId}`, { permissions: ["view_channel", "read_history"] });
	return { answered, silent: Math.max(0, lastAt - startedAt), deliveries };
}

async function give({ stage }: Bench, { badgeId, usernames }: Community): Promise<number> {
	const path = `/api/roles/${badgeId}/members`;
	const body = { usernames: usernames.slice(0, holders) };
	const startedAt = now();
	await stage.owner.call("PUT", path, body);
	const took = now() - startedAt;
	await stage.owner.call("DELETE", path, body);
	return took;
}

function figureOfHiding(sockets: number, edits: Edit[]): Figure {
	const answered = median(edits.map((edit) => edit.answered));
	const silent = median(edits.map((edit) => edit.silent));
	return {
		id: "role-hides-channels",
		name: `a role edit that hides ${channels} channels from ${number(sockets)} connected members`,
		target: "answered and silent ≤ 1 s",
		measured: `answered after ${ms(answered)}, the last message heard after ${ms(silent)}`,
		beside: "",
		met: answered <= hideMs && silent <= hideMs,
		values: { channels, sockets, answered, silent, edits },
	};
}

function figureOfGiving(sockets: number, given: number[]): Figure {
	const took = median(given);
	const count = Math.min(holders, sockets);
	return {
		id: "role-given",
		name: `a role given to ${number(count)} members in one request, ${number(sockets)} connected`,
		target: `≤ ${giveMs} ms`,
		measured: ms(took),
		beside: "",
		met: took <= giveMs,
		values: { count, sockets, took, given },
	};
}
