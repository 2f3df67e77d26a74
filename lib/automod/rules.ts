import { and, asc, count, eq, isNull, ne, sql } from "drizzle-orm";
import type { z } from "zod";
import { db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { isoTime } from "@/db/iso-time";
import { automodRules, channels, roles } from "@/db/schema";
import { forbidden, type LoadedServer } from "../auth/access";
import { canViewChannel } from "../auth/can-view-channel";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError, invalid, isAppError } from "../errors";
import { namesState } from "../http/if-match";
import { writeAudit } from "../moderation/audit";
import { appState } from "../process/app-state";
import type { AutomodRule, RuleChange, RuleExempt, RuleKind, RuleMatcher } from "../realtime/protocol";
import { lockActor } from "../roles/lock";
import { type Tx, transaction } from "../transaction";
import { ruleColumn } from "./columns";
import { foldWords } from "./fold-word";
import { type NewRule, parseSettings, type RuleUpdate } from "./input";
import { PatternError } from "./pattern-program";
import { inSlices } from "./slices";

const maxRules = 50;
/** Of the enabled rules of a server: together with the size of their automata they bound the time of a check. */
const maxPatterns = 50;
const maxPatternCells = 1_000_000;
/** 50,000 words of 20 letters. They bound the memory that the rules of a server take. */
const maxWordCells = 1_000_000;

const ruleNotFound = () => new AppError("automod_rule_not_found", "There is no such automod rule.");
const conflict = () => new AppError("conflict", "This rule has changed meanwhile. Load it again.");

/** The automod rules of a server, oldest first. */
export async function list(server: LoadedServer): Promise<{ rules: AutomodRule[] }> {
	const rows = await db
		.select({ rule: ruleColumn })
		.from(automodRules)
		.where(eq(automodRules.serverId, server.id))
		.orderBy(asc(automodRules.id));
	return { rules: rows.map(({ rule }) => rule) };
}

/** No rule of another server is found. */
async function get({ id: serverId }: LoadedServer, id: number): Promise<{ rule: AutomodRule }> {
	const [row] = await db
		.select({ rule: ruleColumn })
		.from(automodRules)
		.where(and(eq(automodRules.id, id), eq(automodRules.serverId, serverId)));
	if (!row) throw ruleNotFound();
	return row;
}

/** Creates a rule. When this returns, an enabled one applies on this instance. */
export async function create(
	viewer: Viewer,
	server: LoadedServer,
	wanted: z.output<typeof NewRule>,
): Promise<{ rule: AutomodRule }> {
	const { exempt, ...fields } = wanted;
	const cost = await costOf(wanted);
	const { id, event } = await transaction(async (tx) => {
		await lockActor(tx, viewer, server.id, "manage_automod");
		const [all] = await tx.select({ n: count() }).from(automodRules).where(eq(automodRules.serverId, server.id));
		if ((all?.n ?? 0) >= maxRules) throw forbidden(`A server has at most ${maxRules} automod rules. Delete one first.`);
		await requireExempt(tx, viewer, server.id, exempt);
		if (fields.enabled) await requireRoom(tx, server.id, 0, fields.kind, cost);
		const [row] = await tx
			.insert(automodRules)
			.values({ ...fields, ...cost, ...exemptColumns(exempt), serverId: server.id })
			.returning({ id: automodRules.id });
		const id = row?.id ?? 0;
		return { id, event: await record(tx, viewer, server.id, "create_automod_rule", { id, name: fields.name }) };
	});
	await applyEvent(event);
	return get(server, id);
}

/** Changes a rule. Throws `conflict` if `ifMatch` names another state than the current one. */
export async function update(
	viewer: Viewer,
	server: LoadedServer,
	id: number | null,
	wanted: z.output<typeof RuleUpdate>,
	ifMatch: string | null,
): Promise<{ rule: AutomodRule }> {
	if (id === null) throw ruleNotFound();
	const { rule: before } = await get(server, id);
	const matcher = {
		kind: before.kind,
		settings: wanted.settings === undefined ? before.settings : parseSettings(before.kind, wanted.settings),
	} as RuleMatcher;
	const cost = await costOf(matcher);
	const { exempt, settings: _, ...fields } = wanted;
	const changes = {
		...fields,
		...(wanted.settings !== undefined && { settings: matcher.settings, ...cost }),
		...(exempt && exemptColumns(exempt)),
	};
	const event = await transaction(async (tx) => {
		await lockActor(tx, viewer, server.id, "manage_automod");
		const current = await lockRule(tx, server.id, id, ifMatch);
		if (Object.keys(wanted).length === 0) return null;
		if (exempt) await requireExempt(tx, viewer, server.id, exempt, current.exemptChannelIds);
		if (wanted.enabled ?? current.enabled)
			await requireRoom(tx, server.id, id, before.kind, wanted.settings === undefined ? current : cost);
		await tx
			.update(automodRules)
			.set({ ...changes, updatedAt: sql`greatest(now(), ${automodRules.updatedAt} + interval '1 millisecond')` })
			.where(eq(automodRules.id, id));
		return record(tx, viewer, server.id, "update_automod_rule", { id, name: wanted.name ?? current.name });
	});
	if (event) await applyEvent(event);
	return get(server, id);
}

/** Deletes a rule; without it nothing changes. */
export async function remove(
	viewer: Viewer,
	server: LoadedServer,
	id: number | null,
	ifMatch: string | null,
): Promise<void> {
	if (id === null) return;
	const event = await transaction(async (tx) => {
		await lockActor(tx, viewer, server.id, "manage_automod");
		const current = await lockRule(tx, server.id, id, ifMatch).catch((error) => {
			if (isAppError(error, "automod_rule_not_found")) return null;
			throw error;
		});
		if (!current) return null;
		await tx.delete(automodRules).where(eq(automodRules.id, id));
		return record(tx, viewer, server.id, "delete_automod_rule", { id, name: current.name });
	});
	if (event) await applyEvent(event);
}

async function lockRule(tx: Tx, serverId: number, id: number, ifMatch: string | null) {
	const [row] = await tx
		.select({
			name: automodRules.name,
			exemptChannelIds: automodRules.exemptChannelIds,
			enabled: automodRules.enabled,
			patterns: automodRules.patterns,
			cells: automodRules.cells,
			updatedAt: isoTime(automodRules.updatedAt),
		})
		.from(automodRules)
		.where(and(eq(automodRules.id, id), eq(automodRules.serverId, serverId)))
		.for("update");
	if (!row) throw ruleNotFound();
	if (ifMatch !== null && !namesState(ifMatch, row.updatedAt)) throw conflict();
	return row;
}

type Cost = { patterns: number; cells: number };

/** Measures the words or patterns of a rule, if it has any. Throws `invalid_request` for one that cannot be used. */
export async function costOf(rule: RuleMatcher): Promise<Cost> {
	if (rule.kind === "words") return { patterns: 0, cells: (await inSlices(foldWords(rule.settings))).cells };
	if (rule.kind !== "patterns") return { patterns: 0, cells: 0 };
	let cells = 0;
	for (const source of rule.settings.patterns) {
		try {
			cells += (await inSlices(appState().ruleSets.patternOf(source))).table.length;
		} catch (error) {
			if (!(error instanceof PatternError)) throw error;
			throw invalid({ "settings.patterns": `${source}: ${error.message}` });
		}
	}
	return { patterns: rule.settings.patterns.length, cells };
}

/** Bounds what the enabled rules of a server have, so that checking a message takes no longer, and no more memory. */
async function requireRoom(tx: Tx, serverId: number, exceptId: number, kind: RuleKind, cost: Cost): Promise<void> {
	if (cost.cells === 0) return;
	const [others] = await tx
		.select({
			patterns: sql<number>`coalesce(sum(${automodRules.patterns}), 0)`.mapWith(Number),
			cells: sql<number>`coalesce(sum(${automodRules.cells}), 0)`.mapWith(Number),
		})
		.from(automodRules)
		.where(
			and(
				eq(automodRules.serverId, serverId),
				eq(automodRules.kind, kind),
				automodRules.enabled,
				ne(automodRules.id, exceptId),
			),
		);
	const cells = (others?.cells ?? 0) + cost.cells;
	if (kind === "words" && cells > maxWordCells)
		throw invalid({ "settings.words": "Together with those of other rules, these words are too long." });
	if ((others?.patterns ?? 0) + cost.patterns > maxPatterns)
		throw invalid({ "settings.patterns": `The enabled rules of a server have at most ${maxPatterns} patterns.` });
	if (kind === "patterns" && cells > maxPatternCells)
		throw invalid({ "settings.patterns": "Together with those of other rules, these patterns are too complex." });
}

/**
 * A channel that the viewer may not view can stay exempt, but is not added: the response would reveal that there is one.
 */
async function requireExempt(
	tx: Tx,
	viewer: Viewer,
	serverId: number,
	{ roleIds, channelIds }: RuleExempt,
	already: number[] = [],
): Promise<void> {
	if (roleIds.length > 0) {
		const found = await tx
			.select({ id: roles.id })
			.from(roles)
			.where(and(eq(roles.serverId, serverId), isOneOf(roles.id, roleIds)));
		if (found.length < roleIds.length) throw invalid({ "exempt.roleIds": "Must be roles of this server." });
	}
	const added = channelIds.filter((id) => !already.includes(id));
	if (added.length === 0) return;
	const isChannel = and(eq(channels.serverId, serverId), isNull(channels.parentId), canViewChannel(viewer.id));
	const found = await tx
		.select({ id: channels.id })
		.from(channels)
		.where(and(isChannel, isOneOf(channels.id, added)));
	if (found.length < added.length) throw invalid({ "exempt.channelIds": "Must be channels of this server." });
}

const exemptColumns = ({ roleIds, channelIds }: RuleExempt) => ({
	exemptRoleIds: roleIds,
	exemptChannelIds: channelIds,
});

/** The entry in the audit log, and the event for all instances. */
async function record(
	tx: Tx,
	viewer: Viewer,
	serverId: number,
	action: RuleChange,
	rule: { id: number; name: string },
): Promise<ClusterEvent> {
	await writeAudit(tx, { serverId, actorId: viewer.id, action, rule });
	const event: ClusterEvent = { kind: "automod_changed", serverId };
	await emitInTransaction(tx, event);
	return event;
}
