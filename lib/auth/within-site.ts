/** The address to redirect to after signing in or out: one of this site, or else its front page. */
export function withinSite({ url, baseUrl }: { url: string; baseUrl: string }): string {
	const to = URL.canParse(url, baseUrl) ? new URL(url, baseUrl) : null;
	return to && to.origin === new URL(baseUrl).origin && /^https?:$/.test(to.protocol) ? to.href : baseUrl;
}

/** The same as a path: the parsed address counts, so it cannot begin with the name of another host. */
export function pathWithinSite(url: string): string {
	const { pathname, search, hash } = new URL(withinSite({ url, baseUrl: "http://here.invalid" }));
	return pathname.startsWith("//") ? "/" : pathname + search + hash;
}
