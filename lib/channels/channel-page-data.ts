import { channelNotFound, type LoadedChannel, loadChannel, loadServer } from "../auth/access";
import { loadChannelAccess } from "../auth/batched-access";
import type { Viewer } from "../auth/viewer";
import { isAppError } from "../errors";
import { channelTitle } from "../markdown/isolated";
import * as messages from "../messages";
import { withRawJson } from "../raw-json";
import type {
	Author,
	MemberChannel,
	MemberServer,
	Membership,
	MessagePage,
	OwnUser,
	Server,
} from "../realtime/protocol";
import * as membership from "../servers/membership";
import * as servers from "../servers/servers";
import * as accounts from "../users/accounts";

export type ChannelPlace = { serverId: number; channelId: number; seq: number | null };

/** The data of the channel page, as the viewer may see it at this moment. */
export type ChannelPageData = {
	viewer: Author;
	server: Server;
	membership: Membership;
	/** Null for outsiders: no message content goes into their page. */
	inside: { channel: MemberChannel; page: MessagePage } | null;
	/** The message that a permalink points to. */
	target: number | null;
};
/**
 * All that a member's browser needs to render the page: the channel page's data and the data of the app shell around
 * it.
 */
export type ChannelInitialData = {
	account: { user: OwnUser };
	mine: { servers: MemberServer[] };
	view: ChannelPageData;
};

/** With more unread messages than a page holds, the channel opens at the read marker, not at the newest message. */
const fewUnread = 40;

/**
 * Loads the page data and checks access. Throws `server_not_found` and `channel_not_found` for resources the viewer may
 * not see.
 */
export async function loadChannelPage(viewer: Viewer, place: ChannelPlace): Promise<ChannelPageData> {
	const opened = await loadServer(viewer, place.serverId);
	const [access, { server }] = await Promise.all([
		openChannelOrOutside(viewer, place.channelId),
		servers.get(viewer, opened),
	]);
	if (access && access.serverId !== server.id) throw channelNotFound();
	const channel = server.channels?.find(({ id }) => id === place.channelId);
	if (!channel) throw channelNotFound();
	const inside =
		access && "lastSeq" in channel
			? { channel, page: await messages.page(viewer, access, placeToOpen(channel, place.seq)) }
			: null;
	return {
		viewer: authorOf(viewer),
		server,
		membership: membership.of(viewer, opened),
		inside,
		target: place.seq,
	};
}

/**
 * A member's ChannelInitialData as JSON, in as few queries as possible. Null for all other viewers, and when it cannot
 * be read now: then the page itself decides what to show.
 */
export async function initialDataJson(
	headers: Pick<Headers, "get">,
	place: ChannelPlace,
): Promise<{ title: string; json: string } | null> {
	const entry = await loadChannelAccess(headers, place.channelId).catch(() => null);
	if (!entry) return null;
	const { viewer } = entry;
	try {
		const access = entry.load();
		const [opened, account, mine] = await Promise.all([
			loadServer(viewer, access.serverId, "member"),
			accounts.mine(viewer),
			servers.mine(viewer),
		]);
		const server = mine.servers.find(({ id }) => id === place.serverId);
		const channel = server?.channels.find(({ id }) => id === access.id);
		if (!server || !channel) return null;
		const page = await messages.pageJson(viewer, access, placeToOpen(channel, place.seq));
		const view = {
			viewer: authorOf(viewer),
			server,
			membership: membership.of(viewer, opened),
			inside: { channel, page },
			target: place.seq,
		};
		const json = withRawJson({ account, mine, view });
		return { title: channelTitle(channel, server), json: json.text };
	} catch {
		return null;
	}
}

const authorOf = ({ id, username, displayName, avatarUrl }: Viewer): Author => ({
	id,
	username,
	displayName,
	avatarUrl,
});

/** Null if the viewer is not a member of the channel's server. */
async function openChannelOrOutside(viewer: Viewer, channelId: number): Promise<LoadedChannel | null> {
	try {
		return await loadChannel(viewer, channelId);
	} catch (error) {
		if (isAppError(error, "not_member")) return null;
		throw error;
	}
}

function placeToOpen({ lastSeq, lastReadSeq }: MemberChannel, seq: number | null): messages.Place {
	if (seq !== null) return { around: seq, limit: 80 };
	if (lastSeq - lastReadSeq > fewUnread) return { around: lastReadSeq + 1, limit: 100 };
	return { limit: 50 };
}
