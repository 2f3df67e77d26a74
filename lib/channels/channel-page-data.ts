import { documentSettings } from "../account-settings/document-settings";
import { channelNotFound, type LoadedChannel, loadChannel, loadServer } from "../auth/access";
import { loadServerAndChannel } from "../auth/batched-access";
import type { Viewer } from "../auth/viewer";
import { isAppError } from "../errors";
import { type Node, treesOf } from "../markdown";
import { channelTitle } from "../markdown/isolated";
import * as messages from "../messages";
import type { PageData } from "../page-cache/shell-routes/shell-route";
import { withRawJson } from "../raw-json";
import type { Author, MemberChannel, Membership, MessagePage, Server } from "../realtime/protocol";
import * as membership from "../servers/membership";
import * as servers from "../servers/servers";
import { loadAppData } from "../users/app-data";
import { compactAppData } from "../users/compact-app-data";

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
	/** The messages that only the parser can read, parsed: the first page of a document does not wait for the parser. */
	trees?: [content: string, tree: Node[]][];
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
		...(inside && { trees: treesIn(inside.page) }),
	};
}

/**
 * The initial data for a member of the channel, and the page's title. Rejects, or returns null, for all other viewers:
 * then the page itself decides what to show.
 */
export async function channelInitialData(viewer: Viewer, place: ChannelPlace): Promise<PageData | null> {
	const [{ channel: access, server: opened }, app] = await Promise.all([
		loadServerAndChannel(viewer, place),
		loadAppData(viewer),
	]);
	const server = app.mine.servers.find(({ id }) => id === access.serverId);
	const channel = server?.channels.find(({ id }) => id === access.id);
	if (access.serverId !== opened.id || !server || !channel) return null;
	const page = await messages.pageJson(viewer, access, placeToOpen(channel, place.seq));
	const view = {
		viewer: authorOf(viewer),
		serverId: server.id,
		membership: membership.of(viewer, opened),
		inside: { channelId: channel.id, page },
		target: place.seq,
		trees: treesIn(JSON.parse(page.text)),
	};
	return {
		title: channelTitle(channel, server),
		json: withRawJson({ ...compactAppData(app), view }).text,
		settings: documentSettings(app.account.user),
	};
}

const treesIn = ({ messages }: MessagePage) => treesOf(messages.map(({ content }) => content));

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
