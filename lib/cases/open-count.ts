import { and, eq, type SQL, sql } from "drizzle-orm";
import { db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { cases, channels, memberships, servers } from "@/db/schema";
import { hasPermission } from "../auth/has-permission";
import { includes } from "../auth/permissions";
import { pendingRequestCount } from "../join-requests/pending";
import { appState } from "../process/app-state";
import { publishToSockets, socketsInRoom } from "../realtime/broadcast";
import { room } from "../realtime/rooms";
import type { Socket } from "../realtime/socket";
import type { Throttle } from "../realtime/throttle";
import { maxCounted } from "./open-escalations";
import { handlesReports, mayDecide, seesCase } from "./sees-case";

declare module "../process/app-state" {
	interface AppState {
		openCaseUpdates: Throttle<CaseChanges>;
	}
}

/** The cases that have changed; "all" after a change of permissions. */
type CaseChanges = Set<number> | "all";

export const mergeCaseChanges = (earlier: CaseChanges, later: CaseChanges): CaseChanges =>
	earlier === "all" || later === "all" ? "all" : new Set([...earlier, ...later]);

/** Over `servers` and `memberships`: the number of open cases that the member may decide, at most 100. */
export const openCaseCount = (): SQL<number> => sql<number>`(
	select count(*)::int from (
		select 1 from ${cases} left join ${channels} on ${channels.id} = ${cases.channelId}
		where ${cases.serverId} = ${servers.id} and ${cases.state} = 'open' and ${mayDecide()} and ${seesCase()}
		limit ${sql.raw(`${maxCounted}`)}) counted)`;

/** Over `servers` and `memberships`: the numbers of cases and of requests that the member decides; none for others. */
export const moderationCounts = sql<{
	openCaseCount?: number;
	pendingRequestCount?: number;
}>`json_strip_nulls(json_build_object(
	'openCaseCount', case when ${handlesReports()} then ${openCaseCount()} end,
	'pendingRequestCount', case when ${hasPermission("approve_joins")} then ${pendingRequestCount()} end))`;

/**
 * Emits the number of open cases to this instance's users who see one of those that have changed: at once, but at most
 * once a second. A moderator who is reported receives nothing, not even the same number again.
 */
export async function publishOpenCases(serverId: number, changed: CaseChanges): Promise<void> {
	await appState().openCaseUpdates.run(serverId, changed, (changes) => emitOpenCount(serverId, changes));
}

async function emitOpenCount(serverId: number, changed: CaseChanges): Promise<void> {
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
