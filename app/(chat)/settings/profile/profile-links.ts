import type { ProfileLink } from "@/lib/realtime/protocol";

export const maxLinks = 5;

const isBlank = ({ label, url }: ProfileLink) => label.trim() === "" && url.trim() === "";

/** Users leave out the scheme. */
const completed = (url: string) => (url === "" || /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `https://${url}`);

/** The links as they are saved: without empty rows, with complete addresses. */
export const cleanLinks = (links: ProfileLink[]): ProfileLink[] =>
	links.filter((link) => !isBlank(link)).map(({ label, url }) => ({ label: label.trim(), url: completed(url.trim()) }));

/** The field of a link that keeps it from being saved. */
export function problemOf(link: ProfileLink): "label" | "url" | null {
	if (isBlank(link)) return null;
	const [{ label, url } = link] = cleanLinks([link]);
	if (label === "") return "label";
	const isUsable = /^https:\/\//i.test(url) && URL.canParse(url) && !new URL(url).username && !new URL(url).password;
	return isUsable ? null : "url";
}
