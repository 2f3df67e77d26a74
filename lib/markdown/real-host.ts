import { isCjk } from "./cjk";
import { normalized } from "./normalized";

const unseen = /\p{Default_Ignorable_Code_Point}/gu;
const turning = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;
/** Characters that look like the dot between the labels of a host. */
const dots = /[\u3002\uFF61\u00B7\u2027\u2022\u2219\u22C5\u06D4\uA4F8\u2E31\u16EB\u0701\u0702\u30FB]/gu;
const label = "[\\p{L}\\p{N}\\p{M}_](?:[\\p{L}\\p{N}\\p{M}_-]*[\\p{L}\\p{N}\\p{M}_])?";
const hosts = new RegExp(`${label}(?:\\.${label})+`, "gu");
const isHost = (text: string) => /\.\P{N}[^.]+$/u.test(text) || /^\d+(?:\.\d+){3}$/.test(text);

const withoutWww = (host: string) => host.replace(/^www\./, "");
const hostNamed = (text: string) => (URL.canParse(`http://${text}`) ? new URL(`http://${text}`).hostname : text);

/** The real host of a link whose text names another one or a look-alike; null if the text does not mislead. */
export function realHost(url: string, plainText: string): string | null {
	const { protocol, host, hostname, pathname } = new URL(url);
	const isMail = protocol === "mailto:";
	const real = isMail ? pathname : host;
	const there = isMail ? pathname.replace(/^.*@/s, "") : hostname;
	const sent = normalized(normalized(plainText, "NFKC").replace(unseen, ""), "NFKC").replace(dots, ".").trim();
	const named = sent.match(hosts)?.filter(isHost) ?? [];
	if (named.length === 0) return null;
	// A complete URL shows its host at the beginning; the rest is a path.
	const first = /^(?:https?:\/\/|mailto:)?(?:[^/?#]*@)?([^/?#:@]+)(?::\d+)?(?:[/?#]|$)/iu.exec(sent)?.[1];
	const isAddress = first !== undefined && !/\s/.test(first) && first === named[isMail ? named.length - 1 : 0];
	const asked = isAddress && (!sent.includes("@") || isMail) ? [first] : named;
	if (asked.some((host) => withoutWww(hostNamed(host)) !== withoutWww(there))) return real;
	return turning.test(plainText) || looksForeign(there, sent) ? real : null;
}

/**
 * Letters of other scripts can look like Latin ones: unless the script cannot be confused with Latin, the real host is
 * shown.
 */
function looksForeign(host: string, plainText: string): boolean {
	if (!/(?:^|\.)xn--/.test(host) || plainText.toLowerCase().includes(host)) return false;
	const sent = plainText.match(hosts)?.[0] ?? plainText;
	return [...sent].some((character) => character > "\u007F" && !isCjk(character));
}
