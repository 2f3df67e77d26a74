import { channelNotFound, type LoadedChannel, loadChannel, loadServer } from "../auth/access";
import { loadChannelAccess } from "../auth/batched-access";
import type { Viewer } from "../auth/viewer";
import { channelTitle } from "../markdown/isolated";
import * as messages from "../messages";
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

/** What the page of a channel is made of, as the person who asks may see it at this moment. */
export type ChannelPageData = {
	viewer: Author;
	server: Server;
	membership: Membership;
	/** Null for whoever is not a member: nothing anybody said goes into their page. */
	inside: { channel: MemberChannel; page: MessagePage } | null;
	/** The message a permalink names. */
	target: number | null;
};
/** All that a member's browser needs to draw the page: the view, and what the frame around it shows. */
export type ChannelInitialData = {
	account: { user: OwnUser };
	mine: { servers: MemberServer[] };
	view: ChannelPageData;
};

/** With more to read than a page shows, it opens where reading stopped, not at the newest. */
const fewUnread = 40;

/** Loads the view with proof. Throws `server_not_found` and `channel_not_found` for what may not be known. */
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
 * A member's ChannelStart as JSON, in as few queries as it takes. Null for everybody who is to see something else, or for
 * whom it cannot be read now: then the page itself decides and says what.
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
		const page = await messages.pageText(viewer, access, placeToOpen(channel, place.seq));
		const text = JSON.stringify;
		const view = `{"viewer":${text(authorOf(viewer))},"server":${text(server)},"membership":${text(membership.of(viewer, opened))},"inside":{"channel":${text(channel)},"page":${page}},"target":${text(place.seq)}}`;
		return {
			title: channelTitle(channel, server),
			json: `{"account":${text(account)},"mine":${text(mine)},"view":${view}}`,
		};
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

/** Null for whoever is not a member of the channel's server. */
async function openChannelOrOutside(viewer: Viewer, channelId: number): Promise<LoadedChannel | null> {
	try {
		return await loadChannel(viewer, channelId);
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "not_member") return null;
		throw error;
	}
}

function placeToOpen({ lastSeq, lastReadSeq }: MemberChannel, seq: number | null): messages.Place {
	if (seq !== null) return { around: seq, limit: 80 };
	if (lastSeq - lastReadSeq > fewUnread) return { around: lastReadSeq + 1, limit: 100 };
	return { limit: 50 };
}
