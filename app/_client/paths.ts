/** A path of this site to return to after signing in; anything that could lead elsewhere becomes the home page. */
export function callbackPath(wanted: string | string[] | null | undefined): string {
	const here = "http://here.invalid";
	if (typeof wanted !== "string" || !wanted.startsWith("/") || !URL.canParse(wanted, here)) return "/";
	// What counts is the address as the parser leaves it: it drops tabs, turns backslashes and resolves dots, and any of
	// that can make two slashes at the front, which name another host.
	const url = new URL(wanted, here);
	const path = url.pathname + url.search + url.hash;
	return url.origin === here && !path.startsWith("//") ? path : "/";
}

/** Whether an address is a page of this server: its front page or anything under it. */
export const isInServer = (pathname: string, serverId: number) =>
	pathname === `/servers/${serverId}` || pathname.startsWith(`/servers/${serverId}/`);

export const loginPath = (from: string) => `/login?callbackUrl=${encodeURIComponent(from)}`;

export type ChannelAddress = { serverId: number; channelId: number; seq: number | null };

/** The channel, or the message in it, that the path of a page names. */
export function channelAt(pathname: string): ChannelAddress | null {
	const [, serverId, channelId, seq] =
		/^\/servers\/(\d{1,15})\/channels\/(\d{1,15})(?:\/(\d{1,15}))?\/?$/.exec(pathname) ?? [];
	if (!serverId || !channelId) return null;
	return { serverId: Number(serverId), channelId: Number(channelId), seq: seq === undefined ? null : Number(seq) };
}

type Place = { serverId: number; channelId: number; thread: { parentSeq: number } | null };

/** A message where it was said: in its channel, or in the thread that is shown beside the message it hangs on. */
export const placePath = ({ serverId, channelId, thread }: Place, seq: number) =>
	`/servers/${serverId}/channels/${channelId}/${thread ? `${thread.parentSeq}?thread=${thread.parentSeq}&reply=${seq}` : seq}`;
