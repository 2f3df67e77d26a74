import { z } from "zod";
import { sql } from "@/db";
import { emojiIn } from "../emoji";
import { isBlank, line } from "../text/schema";

/** A custom status: an emoji, text or both, until a future time or until the user clears it. */
export const NewStatus = z
	.strictObject({
		emoji: z
			.string("Must be one emoji.")
			.transform((given, context) => {
				const emoji = emojiIn(given);
				if (emoji === null) context.addIssue({ code: "custom", message: "Must be one emoji." });
				return emoji;
			})
			.nullish(),
		text: line(0, 100).default(""),
		until: z.iso
			.datetime({ offset: true, error: "Must be a time." })
			.transform((at) => new Date(at))
			.refine((at) => at.getTime() > Date.now() && at.getUTCFullYear() < 3000, "Must lie ahead.")
			.nullish(),
	})
	.superRefine(({ emoji, text }, context) => {
		if (!emoji && isBlank(text)) context.addIssue({ code: "custom", path: ["text"], message: "Must not be empty." });
	});

/** In SQL, over `u` (users): a CustomStatus; null after its end. */
export const statusColumn = () => sql`
	case when (u.status_text <> '' or u.status_emoji is not null) and (u.status_until is null or u.status_until > now())
	then json_build_object('emoji', u.status_emoji, 'text', u.status_text,
		'until', to_char(u.status_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end`;
