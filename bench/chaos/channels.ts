import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Client, open } from "@/db/connection";
import { attachEmbedded } from "@/db/embedded";
import { type CheckResult, check, combined } from "./checker";
import { Clients, type Strike, signUp } from "./clients";
import type { Environment } from "./environments";
import { clock, readHistories } from "./event-log";
import { plan } from "./plan";
import type { RunOptions } from "./run";
import { scratch } from "./scratch";

const channelCount = 100;
const perChannel = 2;
/** The parts of the run, as shares of its time: a lock, a failure, and then the app is killed. */
const lockedFrom = 0.1;
const failingFrom = 0.35;
const partLength = 0.2;
const killedAt = 0.65;

export type ChannelsResult = {
	/** All channels but the failing one. */
	result: CheckResult;
	failing: CheckResult;
	/** The length of each part in milliseconds, and the slowest acknowledgement in any other channel meanwhile. */
	partMs: number;
	slowestMs: { locked: number; failing: number };
};
type Part = { from: number; to: number };

/**
 * Many channels at once, whose messages share transactions. For a while another transaction holds the row of one channel,
 * then the database refuses every message of another one, and then the app is killed.
 */
export async function channels(
	stage: Environment,
	{ keep, seed, people, seconds, rate }: RunOptions,
): Promise<ChannelsResult> {
	if (keep) {
		rmSync(keep, { recursive: true, force: true });
		mkdirSync(keep, { recursive: true });
	}
	const { folder, remove } = keep ? { folder: keep, remove: () => {} } : scratch();
	try {
		const { owner, members, serverId } = await signUp(stage.url, people);
		const groups: { group: Clients; channelId: number; place: string }[] = [];
		for (let n = 0; n < channelCount; n++) {
			const path = `/api/servers/${serverId}/channels`;
			const { channel } = await owner.call<{ channel: { id: number } }>("POST", path, { name: `many-${n}` });
			const place = join(folder, `channel-${n}`);
			mkdirSync(place);
			const seats = Array.from({ length: perChannel }, (_, k) => members[(n * perChannel + k) % members.length]);
			const group = new Clients(
				owner,
				seats.flatMap((seat) => seat ?? []),
				{ url: stage.url, channelId: channel.id, folder: place },
			);
			groups.push({ group, channelId: channel.id, place });
		}
		try {
			for (const { group } of groups) await group.arrive();
			const [locked, failing] = groups;
			if (!locked || !failing) throw new Error("There are no channels.");
			// The two disturbed channels are never quiet, or nothing would be refused.
			const rateOf = (n: number) => Math.max(rate / 20, n < 2 ? 1 : 0);
			const planned = groups.map((_, n) =>
				plan({
					...{ seed: seed + n * 7919, people: perChannel, seconds, rate: rateOf(n) },
					killEveryMs: n === 0 ? seconds * 1000 * killedAt : Number.POSITIVE_INFINITY,
				}),
			);
			const { options } = await attachEmbedded(stage.instances[0]?.dataDir ?? "", () => {});
			const sql = open(options, 1);
			// Before the load: a trigger is created under a lock of the whole table.
			await plant(sql);
			const disturbed = disturb(sql, seconds * 1000, locked.channelId, failing.channelId);
			const strike: Strike = async (roll) => {
				await disturbed;
				await stage.strike(roll, (e, what) => {
					for (const { group } of groups) group.note(e, what);
				});
			};
			await Promise.all(groups.map(({ group }, n) => planned[n] && group.run(planned[n], strike)));
			const parts = await disturbed;
			await Promise.all(groups.map(({ group }) => group.finish()));
			const others = groups.filter((one) => one !== locked && one !== failing).map(({ place }) => place);
			return {
				result: combined([locked.place, ...others].map(check)),
				failing: check(failing.place),
				partMs: seconds * 1000 * partLength,
				slowestMs: { locked: slowest(others, parts.locked), failing: slowest(others, parts.failing) },
			};
		} catch (error) {
			for (const { group } of groups) await group.leave();
			throw error;
		}
	} finally {
		remove();
	}
}

/** Locks one channel's row for a part of the run, and then lets every message of another channel fail. */
async function disturb(sql: Client, runMs: number, lockedId: number, failingId: number) {
	const begun = clock();
	const during = async (share: number, begin: () => Promise<unknown>, end: () => Promise<unknown>): Promise<Part> => {
		await sleep(Math.max(0, begun + runMs * share - clock()));
		await begin();
		const from = clock();
		await sleep(runMs * partLength);
		const to = clock();
		await end();
		return { from, to };
	};
	const locked = await during(
		lockedFrom,
		() => lock(sql, lockedId),
		() => sql`rollback`,
	);
	const failing = await during(
		failingFrom,
		() => sql`insert into failing values (${failingId})`,
		() => sql`delete from failing`,
	);
	// The database of a killed app ends too.
	await sql.end({ timeout: 5 });
	return { locked, failing };
}

async function lock(sql: Client, channelId: number): Promise<void> {
	await sql`begin`;
	await sql`select 1 from channels where id = ${channelId} for update`;
}

/** Makes the database refuse new messages of the channels in the table `failing`, which is empty at first. */
async function plant(sql: Client): Promise<void> {
	await sql`create table failing (channel_id bigint primary key)`;
	await sql`create function fail() returns trigger language plpgsql as $$ begin
		if exists (select from failing where channel_id = new.channel_id) then raise 'planted'; end if;
		return new;
	end $$`;
	await sql`create trigger fail before insert on messages for each row execute function fail()`;
}

/**
 * The longest time from a message's first sending to its acknowledgement, of those sent in the first half of this part:
 * they have the other half before anything else happens.
 */
function slowest(folders: string[], { from, to }: Part): number {
	const until = (from + to) / 2;
	let most = 0;
	for (const folder of folders)
		for (const entries of readHistories(folder).people.values()) {
			const sentAt = new Map<string, number>();
			for (const entry of entries) {
				if (entry.e === "sent" && !entry.again && entry.t >= from && entry.t < until) sentAt.set(entry.nonce, entry.t);
				if (entry.e === "acknowledged") most = Math.max(most, entry.t - (sentAt.get(entry.nonce) ?? entry.t));
			}
		}
	return most;
}
