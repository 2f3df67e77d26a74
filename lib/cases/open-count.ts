import { and, eq, type SQL, sql } from "drizzle-orm";
import { db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { cases, channels, joinRequests, memberships, servers } from "@/db/schema";
import { includes, toBits } from "../auth/permissions";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { publishToSockets, socketsInRoom } from "../realtime/broadcast";
import { room } from "../realtime/rooms";
import type { Socket } from "../realtime/socket";
import { handlesReports, mayDecide, seesCase } from "./sees-case";

declare module "../process/app-state" {
	interface AppState {
		/** The servers whose open cases were counted within the last second, and what has changed since. */
		countedCases: Map<number, CaseChanges>;
	}
}

/** The cases that have changed; "all" after a change of permissions. */
export type CaseChanges = Set<number> | "all";

const everyMs = 1000;
/** Counting ends here: clients show a larger number as "99+". */
const maxCounted = 100;

/** Over `servers` and `memberships`: the number of open cases that the member may decide, at most 100. */
export const openCaseCount = (): SQL<number> => sql<number>`(
	select count(*)::int from (
		select 1 from ${cases} left join ${channels} on ${channels.id} = ${cases.channelId}
		where ${cases.serverId} = ${servers.id} and ${cases.state} = 'open' and ${mayDecide()} and ${seesCase()}
		limit ${sql.raw(`${maxCounted}`)}) counted)`;

const pendingRequestCount = (): SQL<number> => sql<number>`(
	select count(*)::int from (
		select 1 from ${joinRequests} where ${joinRequests.serverId} = ${servers.id} and ${joinRequests.state} = 'pending'
		limit ${sql.raw(`${maxCounted}`)}) counted)`;

const approveJoins = sql.raw(`${toBits(["approve_joins"])}::bigint`);

/** Over `servers` and `memberships`: the numbers that wait for the member as a moderator; none for other members. */
export const moderationCounts = sql<{
	openCaseCount?: number;
	pendingRequestCount?: number;
}>`json_strip_nulls(json_build_object(
	'openCaseCount', case when ${handlesReports()} then ${openCaseCount()} end,
	'pendingRequestCount', case when server_bits(servers, memberships) & ${approveJoins} <> 0 then ${pendingRequestCount()} end))`;

/**
 * Tells this instance's users how many cases are open, if they see one of those that have changed: at once, but at most
 * once a second. A moderator who is reported receives nothing, not even the same number again.
 */
export async function publishOpenCases(serverId: number, changed: CaseChanges): Promise<void> {
	const { countedCases: counted } = appState();
	const waiting = counted.get(serverId);
	if (waiting) {
		counted.set(serverId, waiting === "all" || changed === "all" ? "all" : new Set([...waiting, ...changed]));
		return;
	}
	counted.set(serverId, new Set());
	setTimeout(() => {
		const since = counted.get(serverId);
		counted.delete(serverId);
		if (since === "all" || (since && since.size > 0))
			publishOpenCases(serverId, since).catch((error) => log.debug({ err: error }, "cases could not be counted"));
	}, everyMs).unref();
	await tellModerators(serverId, changed);
}

async function tellModerators(serverId: number, changed: CaseChanges): Promise<void> {
	const handles = ({ data }: Socket) => includes(data.views.get(serverId)?.inServer ?? 0, "handle_reports");
	const moderators = new Map<number, Socket[]>();
	for (const socket of socketsInRoom(room.server(serverId)).filter(handles)) {
		const { id } = socket.data.viewer;
		moderators.set(id, [...(moderators.get(id) ?? []), socket]);
	}
	if (moderators.size === 0) return;
	const ids = changed === "all" ? null : sql.param([...changed]);
	const seesChange = ids
		? sql<boolean>`exists (
			select 1 from ${cases} left join ${channels} on ${channels.id} = ${cases.channelId}
			where ${cases.serverId} = ${servers.id} and ${cases.id} = any (${ids}::bigint[]) and ${seesCase()})`
		: sql<boolean>`true`;
	const rows = await db
		.select({ userId: memberships.userId, openCount: openCaseCount(), seesChange })
		.from(memberships)
		.innerJoin(servers, eq(servers.id, memberships.serverId))
		.where(
			and(eq(memberships.serverId, serverId), isOneOf(memberships.userId, [...moderators.keys()]), handlesReports()),
		);
	for (const { userId, openCount, seesChange } of rows)
		if (seesChange) publishToSockets(moderators.get(userId) ?? [], "case", { serverId, openCount }, handles);
}
