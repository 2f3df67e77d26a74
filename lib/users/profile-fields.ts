import { z } from "zod";
import { line, text } from "../text/schema";

const maxUrl = 200;
const notAnAddress = "Must be an address that begins with https://.";

/** An absolute address, as the URL parser writes it: nobody can hide another one in it. */
const Url = text(1, maxUrl).transform((given, context) => {
	const url = /^https:\/\//i.test(given) && URL.canParse(given) ? new URL(given) : null;
	// A name before an @ looks like the host.
	if (url && !url.username && !url.password && url.href.length <= maxUrl) return url.href;
	context.addIssue({ code: "custom", message: notAnAddress });
	return z.NEVER;
});

export const ProfileLinks = z
	.array(z.strictObject({ label: line(1, 40), url: Url }), "Must be a list.")
	.max(5, "Use 5 links or fewer.");

/** A name in the IANA database, spelled as it is there. */
export const TimeZone = z.string("Must be a time zone.").transform((given, context) => {
	// An offset such as +09:00 is no place, and does not know summer time.
	const name = /^[A-Za-z]/.test(given) && given.length <= 64 ? canonical(given) : null;
	if (name !== null) return name;
	context.addIssue({ code: "custom", message: "Must be a time zone, such as Europe/Berlin." });
	return z.NEVER;
});

function canonical(given: string): string | null {
	try {
		return new Intl.DateTimeFormat("en", { timeZone: given }).resolvedOptions().timeZone;
	} catch {
		return null;
	}
}
