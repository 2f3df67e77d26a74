import { and, eq, sql } from "drizzle-orm";
import { db } from "@/db";
import { automodRules, memberships, messages, servers } from "@/db/schema";
import { type LoadedChannel, loadChannel } from "../auth/access";
import { includes } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import type { ChannelHome } from "../channels/channel-homes";
import { AppError } from "../errors";
import type { MessageInput } from "../messages/message-input";
import { appState } from "../process/app-state";
import { type ActionsLeft, type Match, type Recorded, recordMatches } from "./matches";
import type { Candidate, CompiledRule, RuleSet } from "./rule-set";
import { rulesOf } from "./rule-sets";

const blocked = ({ name, message }: CompiledRule) => new AppError("blocked_by_rule", message, { rule: name });

/**
 * Checks a message before it is stored. Throws `blocked_by_rule`, or the error of a user who may not send there. Without
 * rules that match, and with the rules in memory, it returns undefined at once, without a query. Otherwise it resolves
 * with the matches that were recorded, for the caller to act on after the message.
 */
export function screenMessage(viewer: Viewer, channelId: number, input: MessageInput): Promise<Recorded[]> | undefined {
	const home = appState().channelHomes.peek(channelId);
	const rules = home && rulesOf(home.serverId);
	if (rules === null) return undefined;
	if (!home || rules === undefined || rules instanceof Promise) return screenLater(viewer, channelId, input);
	return screenBy(rules, home, viewer, channelId, input);
}

async function screenLater(viewer: Viewer, channelId: number, input: MessageInput): Promise<Recorded[]> {
	const home = await appState().channelHomes.of(channelId);
	const rules = home && (await rulesOf(home.serverId));
	return (home && rules && screenBy(rules, home, viewer, channelId, input)) || [];
}

function screenBy(
	rules: RuleSet,
	home: ChannelHome,
	viewer: Viewer,
	channelId: number,
	input: MessageInput,
): Promise<Recorded[]> | undefined {
	const candidate = candidateOf(viewer.id, input);
	const matching = inChannel(rules.matching(candidate), home.channelId);
	if (matching.length > 0) return checkAuthor(rules, matching, home, viewer, channelId, candidate);
	const exceeded = inChannel(rules.exceeded(candidate, appState().automodCounters), home.channelId);
	return exceeded.length > 0 ? checkAuthor(null, exceeded, home, viewer, channelId, candidate) : undefined;
}

const candidateOf = (authorId: number, { nonce, content, poll, attachmentIds }: MessageInput): Candidate => ({
	authorId,
	id: nonce,
	content,
	texts: poll ? [poll.question, ...poll.options] : [],
	files: attachmentIds?.length ?? 0,
});

const inChannel = (rules: CompiledRule[], channelId: number): CompiledRule[] =>
	rules.filter(({ exempt }) => !exempt.channelIds.includes(channelId));

/**
 * Refuses the message if a rule that matches and refuses applies to its author, who is read only now, and records what
 * others are to do. `rules` are given if the message is still to be counted.
 */
async function checkAuthor(
	rules: RuleSet | null,
	matching: CompiledRule[],
	home: ChannelHome,
	viewer: Viewer,
	channelId: number,
	candidate: Candidate,
): Promise<Recorded[]> {
	// A user who may not send there gets the same error with and without rules.
	const channel = await loadChannel(viewer, channelId, "send_messages");
	if (isModerator(channel) || (await isStored(viewer, channelId, candidate.id))) return [];
	const { serverId } = home;
	const member = await memberOf(viewer, serverId);
	const found = matching.filter((rule) => applies(rule, member));
	if (!found.some(refuses)) {
		const exceeded = rules?.exceeded(candidate, appState().automodCounters) ?? [];
		found.push(...inChannel(exceeded, home.channelId).filter((rule) => applies(rule, member)));
	}
	const matches = await refuseOrMatch(found, { serverId, userId: viewer.id });
	return recordMatches(db, matches, { channelId, nonce: candidate.id });
}

/** The owner has every permission. */
const isModerator = ({ permissions }: { permissions: number }) => includes(permissions, "manage_messages");

/** Whether this is a retry of a message that was stored before. */
async function isStored(viewer: Viewer, channelId: number, nonce: string): Promise<boolean> {
	const rows = await db
		.select({ seq: messages.seq })
		.from(messages)
		.where(and(eq(messages.nonce, nonce), eq(messages.authorId, viewer.id), eq(messages.channelId, channelId)));
	return rows.length > 0;
}

type ScreenedMember = { roleIds: number[]; memberMinutes: number };

const memberColumns = {
	roleIds: memberships.roleIds,
	memberMinutes: sql<number>`extract(epoch from now() - ${memberships.joinedAt}) / 60`.mapWith(Number),
};

async function memberOf(viewer: Viewer, serverId: number): Promise<ScreenedMember> {
	const [row] = await db
		.select(memberColumns)
		.from(memberships)
		.where(and(eq(memberships.serverId, serverId), eq(memberships.userId, viewer.id)));
	return row ?? { roleIds: [], memberMinutes: 0 };
}

/** Whether a rule that matches applies to the author. */
export const applies = (rule: CompiledRule, { roleIds, memberMinutes }: ScreenedMember): boolean =>
	!rule.exempt.roleIds.some((id) => roleIds.includes(id)) &&
	(rule.kind !== "newcomer" || memberMinutes < rule.settings.minutes);

/**
 * Checks the new text of a message. Nothing is counted, because it is no new message. Returns the matches for the caller
 * to record.
 */
export async function screenEdit(viewer: Viewer, channel: LoadedChannel, content: string): Promise<Match[]> {
	const candidate = { authorId: viewer.id, id: "", content, texts: [], files: 0 };
	const found = await screenInChannel(viewer, channel, (rules) => rules.matching(candidate));
	return refuseOrMatch(found, { serverId: channel.serverId, userId: viewer.id });
}

/** Checks another text that is shown in a channel, such as the name of a file. */
export async function screenText(viewer: Viewer, channel: LoadedChannel, text: string): Promise<void> {
	const found = await screenInChannel(viewer, channel, (rules) => rules.matchingText(text));
	const matches = await refuseOrMatch(found, { serverId: channel.serverId, userId: viewer.id }, refusesText);
	appState().matchQueue.add(await recordMatches(db, matches, null));
}

async function screenInChannel(
	viewer: Viewer,
	channel: LoadedChannel,
	find: (rules: RuleSet) => CompiledRule[],
): Promise<CompiledRule[]> {
	const rules = await rulesOf(channel.serverId);
	if (!rules || isModerator(channel)) return [];
	const matching = inChannel(find(rules), channel.parentId ?? channel.id);
	if (matching.length === 0) return [];
	const member = await memberOf(viewer, channel.serverId);
	return matching.filter((rule) => applies(rule, member));
}

/**
 * Checks a text that a member shows in a server, such as a nickname. Throws `blocked_by_rule`, or returns the matches for
 * the caller to record.
 */
export async function screenMemberText(viewer: Viewer, serverId: number, text: string): Promise<Match[]> {
	return refuseOrMatch(await findByMemberText(viewer, serverId, text), { serverId, userId: viewer.id }, refusesText);
}

async function findByMemberText(viewer: Viewer, serverId: number, text: string): Promise<CompiledRule[]> {
	const rules = await rulesOf(serverId);
	const matching = rules?.matchingText(text) ?? [];
	if (matching.length === 0) return [];
	const [member] = await db
		.select({ ...memberColumns, permissions: sql<number>`server_bits(servers, memberships)`.mapWith(Number) })
		.from(servers)
		.innerJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, viewer.id)))
		.where(eq(servers.id, serverId));
	if (!member || isModerator(member)) return [];
	return matching.filter((rule) => applies(rule, member));
}

/** Checks a text that a user shows in all their servers, such as a status. If one refuses it, no other one acts. */
export async function screenUserText(viewer: Viewer, text: string): Promise<Match[]> {
	const rows = await db
		.selectDistinct({ serverId: memberships.serverId })
		.from(memberships)
		.innerJoin(automodRules, and(eq(automodRules.serverId, memberships.serverId), automodRules.enabled))
		.where(eq(memberships.userId, viewer.id));
	const found: { serverId: number; rules: CompiledRule[] }[] = [];
	for (const { serverId } of rows) found.push({ serverId, rules: await findByMemberText(viewer, serverId, text) });
	found.sort((a, b) => Number(b.rules.some(refusesText)) - Number(a.rules.some(refusesText)));
	const matches: Match[] = [];
	for (const { serverId, rules } of found)
		matches.push(...(await refuseOrMatch(rules, { serverId, userId: viewer.id }, refusesText)));
	return matches;
}

const refuses = ({ actions }: CompiledRule): boolean => actions.refuse === true;
/** Names and statuses cannot be removed afterwards, so they are refused instead. */
const refusesText = (rule: CompiledRule): boolean => refuses(rule) || rule.actions.removeAfter === true;

/**
 * Throws the error of the first of these rules that refuses, after all of them have imposed their timeouts. If none
 * refuses, returns what they do when the text is stored.
 */
async function refuseOrMatch(
	rules: CompiledRule[],
	member: { serverId: number; userId: number },
	isRefusing = refuses,
): Promise<Match[]> {
	const match = ({ id, name, message }: CompiledRule, actions: ActionsLeft): Match => {
		return { ...member, ruleId: id, ruleName: name, reason: message, actions };
	};
	const refusing = rules.find(isRefusing);
	if (!refusing) return rules.map((rule) => match(rule, rule.actions));
	const timeouts = rules.flatMap((rule) =>
		rule.actions.timeout ? match(rule, { timeout: rule.actions.timeout }) : [],
	);
	await appState().matchQueue.actNow(await recordMatches(db, timeouts, null));
	throw blocked(refusing);
}
