import { isoTime } from "@/db/iso-time";
import { appeals } from "@/db/schema";

/** An appeal as the user sees it who has made it. */
export const appealColumns = {
	text: appeals.text,
	createdAt: isoTime(appeals.createdAt),
	outcome: appeals.outcome,
	decidedAt: isoTime(appeals.decidedAt),
};
