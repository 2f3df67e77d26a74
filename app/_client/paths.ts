/** A path of this site to return to after signing in; anything that could lead elsewhere becomes the home page. */
export function callbackPath(wanted: string | string[] | null | undefined): string {
	if (typeof wanted !== "string" || !/^\/(?![/\\])/.test(wanted)) return "/";
	const here = "http://here.invalid";
	// The parser drops tabs and line breaks, so what looks like a path may still name another host.
	const url = URL.canParse(wanted, here) ? new URL(wanted, here) : null;
	return url?.origin === here ? url.pathname + url.search + url.hash : "/";
}

/** Whether an address is a page of this server: its front page or anything under it. */
export const isInServer = (pathname: string, serverId: number) =>
	pathname === `/servers/${serverId}` || pathname.startsWith(`/servers/${serverId}/`);

export const loginPath = (from: string) => `/login?callbackUrl=${encodeURIComponent(from)}`;
