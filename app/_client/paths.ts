/** A path of this site to return to after signing in; anything that could lead elsewhere becomes the home page. */
export function callbackPath(wanted: string | string[] | null | undefined): string {
	const here = "http://here.invalid";
	if (typeof wanted !== "string" || !wanted.startsWith("/") || !URL.canParse(wanted, here)) return "/";
	// The parsed address counts: the parser drops tabs, turns backslashes and resolves dots, and any of that can produce
	// two leading slashes, which name another host.
	const url = new URL(wanted, here);
	const path = url.pathname + url.search + url.hash;
	return url.origin === here && !path.startsWith("//") ? path : "/";
}

/** An id, or the segment of a path that holds one. */
type Id = number | string;

export const serverPath = (serverId: Id) => `/servers/${serverId}`;

/** `section` is one of the pages under a server's settings. */
export const serverSettingsPath = (serverId: Id, section = "") => `/servers/${serverId}/settings${section}`;

/** A channel, or the message `seq` in it. */
export const channelPath = (serverId: Id, channelId: Id, seq: Id | null = null) =>
	`/servers/${serverId}/channels/${channelId}${seq === null ? "" : `/${seq}`}`;

/** A channel with the thread of its message `parentSeq` open beside it, at the reply `reply`. */
export const threadPath = (serverId: Id, channelId: Id, parentSeq: number, reply: number | null = null) =>
	`${channelPath(serverId, channelId, parentSeq)}?thread=${parentSeq}${reply === null ? "" : `&reply=${reply}`}`;

/** The first channel of a server, or its front page where it has none. */
export const firstChannelPath = (serverId: number, channels: readonly { id: number }[] | undefined) => {
	const [first] = channels ?? [];
	return first ? channelPath(serverId, first.id) : serverPath(serverId);
};

type Welcoming = { id: number; channels?: readonly { id: number }[] | undefined; welcomeChannelId: number | null };

/** Where a new member arrives: in the welcome channel, if there is one that they see, otherwise in the first. */
export const welcomePath = ({ id, channels, welcomeChannelId }: Welcoming) => {
	const welcome = channels?.find((channel) => channel.id === welcomeChannelId);
	return welcome ? channelPath(id, welcome.id) : firstChannelPath(id, channels);
};

/** Whether an address is a page of this server: its front page or anything under it. */
export const isInServer = (pathname: string, serverId: number) =>
	pathname === serverPath(serverId) || pathname.startsWith(`${serverPath(serverId)}/`);

/** The server that the path of a page is in, or null elsewhere. */
export const serverIdAt = (pathname: string): number | null =>
	Number(/^\/servers\/(\d{1,15})(?:\/|$)/.exec(pathname)?.[1] ?? 0) || null;

/** The front page of a server by its slug. */
export const slugPath = (slug: string) => `/s/${slug}`;

export const invitePath = (code: string) => `/invite/${code}`;

/** The code of the invite whose page has this path. */
export const inviteCodeAt = (pathname: string): string | null => /^\/invite\/([^/?#]+)$/.exec(pathname)?.[1] ?? null;

export const loginPath = (from: string) => `/login?callbackUrl=${encodeURIComponent(from)}`;
export const registerPath = (from: string) => `/register?callbackUrl=${encodeURIComponent(from)}`;

export type ChannelAddress = { serverId: number; channelId: number; seq: number | null };

/** The channel, or the message in it, that the path of a page names. */
export function channelAt(pathname: string): ChannelAddress | null {
	const [, serverId, channelId, seq] =
		/^\/servers\/(\d{1,15})\/channels\/(\d{1,15})(?:\/(\d{1,15}))?\/?$/.exec(pathname) ?? [];
	if (!serverId || !channelId) return null;
	return { serverId: Number(serverId), channelId: Number(channelId), seq: seq === undefined ? null : Number(seq) };
}

/** Pages besides channels that the browser renders by itself for a signed-in user. */
export type OwnPage = "home" | "explore" | "inbox" | "saved";

export function ownPageAt(pathname: string): OwnPage | null {
	if (pathname === "/") return "home";
	const found = /^\/(?:(inbox|saved)|explore(?:\/[^/]+)?)$/.exec(pathname);
	return found && ((found[1] ?? "explore") as OwnPage);
}

/** Whether a path is a page of the user's settings, or of a server's. */
export const isSettingsPath = (pathname: string) => /^(?:\/servers\/[^/]+)?\/settings(?:\/|$)/.test(pathname);

type Place = { serverId: number; channelId: number; thread: { parentSeq: number } | null };

/** The address of a message: in its channel, or in the thread beside its parent message. */
export const placePath = ({ serverId, channelId, thread }: Place, seq: number) =>
	thread ? threadPath(serverId, channelId, thread.parentSeq, seq) : channelPath(serverId, channelId, seq);
