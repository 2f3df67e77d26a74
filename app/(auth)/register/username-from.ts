const longest = 32;

/** The username that a display name suggests; empty if it has no valid letters. */
export function usernameFrom(displayName: string): string {
	const name = displayName
		.normalize("NFKD")
		.replace(/\p{M}/gu, "")
		.toLowerCase()
		.trim()
		.replace(/\s+/g, ".")
		.replace(/[^a-z0-9._]/g, "")
		.replace(/^[._]+|[._]+$/g, "")
		.replace(/\.{2,}/g, ".")
		.slice(0, longest);
	return name.length < 2 ? "" : name;
}
