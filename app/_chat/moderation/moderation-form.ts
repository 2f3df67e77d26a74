import type { PurgeHours, WantedAction } from "@/app/_client/moderation/use-moderation";
import type { ActionKind, SanctionKind } from "@/lib/realtime/protocol";
import type { ModerationTarget } from "./moderation-target";

const minuteMs = 60_000;
/** The durations in minutes. The longest timeout is a little less than 28 days, because clocks differ. */
const durations = { minutes10: 10, hour: 60, day: 1440, week: 10_080, weeks4: 40_315 } as const;
export type Duration = keyof typeof durations | "forever";

/** The durations of a timeout and a ban, each with the one that is chosen at first. */
export const durationsOf: Partial<Record<ActionKind, { all: Duration[]; first: Duration }>> = {
	timeout: { all: ["minutes10", "hour", "day", "week", "weeks4"], first: "hour" },
	ban: { all: ["forever", "hour", "day", "week", "weeks4"], first: "forever" },
};

/** The fields of the dialog. */
export type ModerationForm = {
	kind: ActionKind;
	duration: Duration;
	/** The message is deleted from which the dialog was opened. */
	deletes: boolean;
	/** 0 for none. */
	purge: PurgeHours | 0;
	reason: string;
	note: string;
};

/** A form that removes nothing. */
export const formOf = (kind: ActionKind): ModerationForm => ({
	kind,
	duration: durationsOf[kind]?.first ?? "forever",
	deletes: false,
	purge: 0,
	reason: "",
	note: "",
});

export const firstForm = ({ kind, deletesMessage = false, reason = "" }: ModerationTarget): ModerationForm => ({
	...formOf(kind),
	deletes: deletesMessage,
	// Without a message, a removal is about the last ones.
	purge: kind === "removal" && !deletesMessage ? 24 : 0,
	reason,
});

/** With another sanction the duration is the usual one of that. */
export const withKind = (form: ModerationForm, kind: ActionKind): ModerationForm => ({
	...form,
	kind,
	duration: durationsOf[kind]?.first ?? "forever",
});

/** A sanction that begins now. */
export const sanctionOf = (kind: SanctionKind, duration: Duration, now: number) => {
	const until = duration === "forever" ? null : new Date(now + durations[duration] * minuteMs).toISOString();
	return durationsOf[kind] ? { kind, until } : { kind };
};

/** The action that the form describes; null if it is none. */
export function wantedAction(
	{ kind, duration, deletes, purge, reason, note }: ModerationForm,
	{ user, message, moreMessages = [], caseId }: Pick<ModerationTarget, "user" | "message" | "moreMessages" | "caseId">,
	now: number,
): WantedAction | null {
	const isDeleting = deletes && message !== undefined;
	if (kind === "removal" && !isDeleting && purge === 0) return null;
	return {
		subject: user.username,
		...(kind !== "removal" && { sanction: sanctionOf(kind, duration, now) }),
		...(isDeleting && { messages: [message, ...moreMessages] }),
		...(purge !== 0 && { purgeHours: purge }),
		...(reason.trim() && { reason: reason.trim() }),
		...(note.trim() && { note: note.trim() }),
		...(caseId !== undefined && { caseId }),
	};
}
