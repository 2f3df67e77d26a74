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
