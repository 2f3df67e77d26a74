import type { Channel, Invite, Role } from "@/lib/realtime/protocol";
import type { Bench } from "../bench";
import { addMembers, inDatabase } from "../bulk-members";
import { RawHttp } from "../load/raw-http";
import { type Figure, ms, number, times } from "../metrics";
import { median, type Spread, spread } from "../statistics";
import { roleChanges } from "./role-changes";

const senders = 64;
const sendSeconds = 3;
const overrides = 20;
/** Of the messages of the same channel without overrides. */
const leastRatio = 85 / 95;

const members = 50_000;
const pages = 20;
const requests = 60;

const races = 20;

/** Roles, overrides, a large list of members, and invites. */
export async function communities(bench: Bench): Promise<Figure[]> {
	return [
		bench.note(await overriddenChannel(bench)),
		...(await roleChanges(bench)),
		...(await memberList(bench)),
		bench.note(await lastUse(bench)),
	];
}

/** The same users send, in turns, to a channel without overrides and to one with twenty, of roles that they have. */
async function overriddenChannel(bench: Bench): Promise<Figure> {
	const { stage, rounds } = bench;
	const { owner } = stage;
	const { serverId, channelId: open } = await owner.makeServer("Overrides");
	const people = stage.people.slice(0, senders);
	for (const person of people) await person.join(serverId);
	const { channel } = await owner.call<{ channel: Channel }>("POST", `/api/servers/${serverId}/channels`, {
		name: "overridden",
	});
	const entries = [];
	for (let n = 0; n < overrides; n++) {
		const { role } = await owner.call<{ role: Role }>("POST", `/api/servers/${serverId}/roles`, { name: `Role ${n}` });
		const usernames = people.filter((_, place) => place % overrides === n).map(({ username }) => username);
		await owner.call("PUT", `/api/roles/${role.id}/members`, { usernames });
		entries.push({ roleId: role.id, allow: ["send_messages"], deny: ["create_polls"] });
	}
	await owner.call("PUT", `/api/channels/${channel.id}/overrides`, { overrides: entries });

	const from = bench.worker("senders");
	await from.ask("connect", { url: stage.url, cookies: stage.cookies(senders) });
	const send = async (channelId: number, seconds: number) =>
		(await from.ask("send", { channelIds: [channelId], seconds, depth: 1 })).perSecond;
	for (const channelId of [open, channel.id]) await send(channelId, 1);
	const [without, beside]: [number[], number[]] = [[], []];
	for (let round = 0; round < rounds; round++) {
		without.push(await send(open, sendSeconds));
		beside.push(await send(channel.id, sendSeconds));
	}
	await bench.dismiss();
	const [plain, overridden] = [median(without), median(beside)];
	const ratio = overridden / plain;
	return {
		id: "hot-channel-overrides",
		name: `one hot channel with ${overrides} overrides, ${senders} senders`,
		target: `≥ ${leastRatio.toFixed(2)} × without overrides`,
		measured: `${number(overridden)} stored/s`,
		beside: `without overrides: ${number(plain)}/s (${times(ratio)})`,
		met: ratio >= leastRatio,
		values: { overrides, senders, plain, overridden, ratio, without, beside },
	};
}

/** Searches for a whole name, a part of many names, a number within names, and what nobody is called. */
const searches = ["mara 00412", "ada", "hugo", "0417", "listed31", "nobody of this name"];

/** A member reads the list from its beginning page by page, and searches in it, one request after the other. */
async function memberList({ stage, rounds, note }: Bench): Promise<Figure[]> {
	const { serverId } = await stage.owner.makeServer("Fifty thousand");
	await inDatabase(stage, (sql) => addMembers(sql, serverId, "listed", members));
	const line = await RawHttp.open(stage.url);
	const ask = async (query: Record<string, string>) => {
		const path = `/api/servers/${serverId}/members?${new URLSearchParams(query)}`;
		const sent = performance.now();
		const answer = await line.ask("GET", path, stage.owner.cookie);
		const took = performance.now() - sent;
		const cursor = /"nextCursor":"([^"]+)"/.exec(answer.toString())?.[1];
		return { took, cursor };
	};
	const waits = { first: [] as number[], next: [] as number[], search: [] as number[] };
	for (let round = 0; round <= rounds; round++) {
		// The first round is the warm-up.
		const keep = (kind: keyof typeof waits, took: number) => void (round > 0 && waits[kind].push(took));
		for (let n = 0; n < requests / pages; n++) {
			let { took, cursor } = await ask({});
			keep("first", took);
			for (let page = 1; page < pages; page++) {
				if (cursor === undefined) throw new Error("The list of members ended too early.");
				keep("first", (await ask({})).took);
				({ took, cursor } = await ask({ cursor }));
				keep("next", took);
			}
		}
		for (let n = 0; n < requests; n++) keep("search", (await ask({ q: searches[n % searches.length] ?? "" })).took);
	}
	line.close();
	const all = `of ${number(members)} members`;
	return [
		note(figureOfList("members-first-page", `the first page ${all}`, spread(waits.first), 100)),
		note(figureOfList("members-next-page", `the next pages ${all}`, spread(waits.next), 100)),
		note(figureOfList("members-search", `a search ${all}`, spread(waits.search), 150)),
	];
}

const figureOfList = (id: string, name: string, { p50, p95, p99 }: Spread, mostMs: number): Figure => ({
	...{ id, name, target: `p95 ≤ ${mostMs} ms` },
	measured: `p50 ${ms(p50)}, p95 ${ms(p95)}, p99 ${ms(p99)}`,
	beside: "",
	met: p95 <= mostMs,
	values: { p50, p95, p99 },
});

/** Everybody follows an invite with one use left at the same time. Exactly one of them may join. */
async function lastUse({ stage }: Bench): Promise<Figure> {
	const { owner, people } = stage;
	const { serverId } = await owner.makeServer("Last use");
	const lines = await Promise.all(people.map(() => RawHttp.open(stage.url)));
	const waits: number[] = [];
	let wrong = 0;
	for (let race = 0; race < races; race++) {
		const path = `/api/servers/${serverId}/invites`;
		const { code } = (await owner.call<{ invite: Invite }>("POST", path, { maxUses: 1 })).invite;
		const startedAt = performance.now();
		const joined = await Promise.all(lines.map((line, n) => follows(line, code, people[n]?.cookie ?? "")));
		waits.push(performance.now() - startedAt);
		const winners = people.filter((_, n) => joined[n]);
		const [stored] = await inDatabase(
			stage,
			(sql) => sql<{ uses: number; members: number }[]>`
				select i.uses, (select count(*)::int - 1 from memberships m where m.server_id = i.server_id) as members
				from invites i where i.code = ${code}`,
		);
		if (winners.length !== 1 || stored?.uses !== 1 || stored.members !== 1) wrong++;
		for (const winner of winners) await winner.leave(serverId);
	}
	for (const line of lines) line.close();
	const took = spread(waits);
	return {
		id: "invite-last-use",
		name: `an invite with one use left, ${people.length} users at once, ${races} times`,
		target: "one joins each time",
		measured: wrong === 0 ? "one joined each time" : `${wrong} times WRONG`,
		beside: `all answered: p50 ${ms(took.p50)}, at most ${ms(took.most)}`,
		met: wrong === 0,
		values: { people: people.length, races, wrong, ...took },
	};
}

/** Whether this user has joined. Every refusal must say that the invite has ended. */
async function follows(line: RawHttp, code: string, cookie: string): Promise<boolean> {
	try {
		return (await line.ask("POST", `/api/invites/${code}`, cookie, "{}")).includes('"isMember":true');
	} catch (error) {
		if (error instanceof Error && /^HTTP\/1.1 410 .*"invite_ended"/s.test(error.message)) return false;
		throw error;
	}
}
