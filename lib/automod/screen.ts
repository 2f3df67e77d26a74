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
import type { Candidate, CompiledRule, RuleSet } from "./rule-set";
import { rulesOf } from "./rule-sets";

const blocked = ({ name, message }: CompiledRule) => new AppError("blocked_by_rule", message, { rule: name });

/**
 * Checks a message before it is stored. Throws `blocked_by_rule`, or the error of a user who may not send there. Without
 * rules that match, and with the rules in memory, it returns undefined at once, without a query.
 */
export function screenMessage(viewer: Viewer, channelId: number, input: MessageInput): Promise<void> | undefined {
	const home = appState().channelHomes.peek(channelId);
	const rules = home && rulesOf(home.serverId);
	if (rules === null) return undefined;
	if (!home || rules === undefined || rules instanceof Promise) return screenLater(viewer, channelId, input);
	return screenBy(rules, home, viewer, channelId, input);
}

async function screenLater(viewer: Viewer, channelId: number, input: MessageInput): Promise<void> {
	const home = await appState().channelHomes.of(channelId);
	const rules = home && (await rulesOf(home.serverId));
	if (home && rules) await screenBy(rules, home, viewer, channelId, input);
}

function screenBy(
	rules: RuleSet,
	home: ChannelHome,
	viewer: Viewer,
	channelId: number,
	input: MessageInput,
): Promise<void> | undefined {
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
 * Refuses the message if a rule that matches applies to its author, who is read only now. `rules` are given if the
 * message is still to be counted.
 */
async function checkAuthor(
	rules: RuleSet | null,
	matching: CompiledRule[],
	home: ChannelHome,
	viewer: Viewer,
	channelId: number,
	candidate: Candidate,
): Promise<void> {
	// A user who may not send there gets the same error with and without rules.
	const channel = await loadChannel(viewer, channelId, "send_messages");
	if (isModerator(channel) || (await isStored(viewer, channelId, candidate.id))) return;
	const member = await memberOf(viewer, home.serverId);
	refuse(matching, member);
	refuse(inChannel(rules?.exceeded(candidate, appState().automodCounters) ?? [], home.channelId), member);
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

async function memberOf(viewer: Viewer, serverId: number): Promise<ScreenedMember> {
	const [row] = await db
		.select({
			roleIds: memberships.roleIds,
			memberMinutes: sql<number>`extract(epoch from now() - ${memberships.joinedAt}) / 60`.mapWith(Number),
		})
		.from(memberships)
		.where(and(eq(memberships.serverId, serverId), eq(memberships.userId, viewer.id)));
	return row ?? { roleIds: [], memberMinutes: 0 };
}

/** Whether a rule that matches applies to the author. */
export const applies = (rule: CompiledRule, { roleIds, memberMinutes }: ScreenedMember): boolean =>
	!rule.exempt.roleIds.some((id) => roleIds.includes(id)) &&
	(rule.kind !== "newcomer" || memberMinutes < rule.settings.minutes);

/** Checks the new text of a message. Nothing is counted, because it is no new message. */
export async function screenEdit(viewer: Viewer, channel: LoadedChannel, content: string): Promise<void> {
	const candidate = { authorId: viewer.id, id: "", content, texts: [], files: 0 };
	await screenInChannel(viewer, channel, (rules) => rules.matching(candidate));
}

/** Checks another text that is shown in a channel, such as the name of a file. */
export async function screenText(viewer: Viewer, channel: LoadedChannel, text: string): Promise<void> {
	await screenInChannel(viewer, channel, (rules) => rules.matchingText(text));
}

async function screenInChannel(
	viewer: Viewer,
	channel: LoadedChannel,
	find: (rules: RuleSet) => CompiledRule[],
): Promise<void> {
	const rules = await rulesOf(channel.serverId);
	if (!rules || isModerator(channel)) return;
	const matching = inChannel(find(rules), channel.parentId ?? channel.id);
	if (matching.length > 0) refuse(matching, await memberOf(viewer, channel.serverId));
}

/** Checks a text that a member shows in a server, such as a nickname. Throws `blocked_by_rule`. */
export async function screenMemberText(viewer: Viewer, serverId: number, text: string): Promise<void> {
	const rules = await rulesOf(serverId);
	const matching = rules?.matchingText(text) ?? [];
	if (matching.length === 0) return;
	const [member] = await db
		.select({ permissions: sql<number>`server_bits(servers, memberships)`.mapWith(Number) })
		.from(servers)
		.innerJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, viewer.id)))
		.where(eq(servers.id, serverId));
	if (member && !isModerator(member)) refuse(matching, await memberOf(viewer, serverId));
}

/** Checks a text that a user shows in all their servers, such as a status. */
export async function screenUserText(viewer: Viewer, text: string): Promise<void> {
	const rows = await db
		.selectDistinct({ serverId: memberships.serverId })
		.from(memberships)
		.innerJoin(automodRules, and(eq(automodRules.serverId, memberships.serverId), automodRules.enabled))
		.where(eq(memberships.userId, viewer.id));
	for (const { serverId } of rows) await screenMemberText(viewer, serverId, text);
}

/** Throws the error of the first of these rules that applies to the member. */
function refuse(matching: CompiledRule[], member: ScreenedMember): void {
	const first = matching.find((rule) => applies(rule, member));
	if (first) throw blocked(first);
}
