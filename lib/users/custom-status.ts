import { sql } from "drizzle-orm";
import { z } from "zod";
import { isoTimeText } from "@/db/iso-time";
import { users } from "@/db/schema";
import { emojiIn } from "../emoji/unicode-emoji";
import type { CustomStatus } from "../realtime/protocol";
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

/** Over `users`: a CustomStatus; null after its end. */
export const statusColumn = sql<CustomStatus | null>`
	case when (${users.statusText} <> '' or ${users.statusEmoji} is not null)
		and (${users.statusUntil} is null or ${users.statusUntil} > now())
	then json_build_object('emoji', ${users.statusEmoji}, 'text', ${users.statusText},
		'until', ${isoTimeText(users.statusUntil)}) end`;
