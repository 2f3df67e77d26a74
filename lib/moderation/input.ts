import { z } from "zod";
import { futureTime, id, lines, nonce } from "../text/schema";

const maxTimeoutMs = 28 * 86_400_000;

const timeoutEnd = futureTime.refine(
	(time) => time.getTime() <= Date.now() + maxTimeoutMs,
	"Must be at most 28 days ahead.",
);
const banEnd = futureTime.nullable().optional();
export const reasons = { reason: lines(0, 500).optional(), note: lines(0, 1000).optional() };

export const sanction = z.discriminatedUnion(
	"kind",
	[
		z.strictObject({ kind: z.literal("warn") }),
		z.strictObject({ kind: z.literal("timeout"), until: timeoutEnd }),
		z.strictObject({ kind: z.literal("kick") }),
		z.strictObject({ kind: z.literal("ban"), until: banEnd }),
	],
	"Must be a warning, a timeout, a kick or a ban.",
);
/** A list of 1 to `max` items. */
export const listOf = <Item extends z.ZodType>(item: Item, max: number, name: string) =>
	z.array(item, `Must be a list of ${name}.`).min(1, `Must be 1–${max} ${name}.`).max(max, `Must be 1–${max} ${name}.`);

const place = z.strictObject({ channelId: z.int().positive(), seq: z.int().positive() });

export const NewAction = z
	.strictObject({
		subject: z.string("Must be a username."),
		sanction: sanction.optional(),
		messages: listOf(place, 100, "messages").optional(),
		purgeHours: z.literal([1, 24, 72, 168], "Must be 1, 24, 72 or 168.").optional(),
		...reasons,
		/** The case that the action resolves. */
		caseId: id.optional(),
		nonce: nonce.optional(),
	})
	.superRefine(({ sanction, messages, purgeHours }, context) => {
		if (!sanction && !messages && !purgeHours)
			context.addIssue({ code: "custom", path: ["sanction"], message: "Give a sanction, messages or purgeHours." });
	});

/** The bodies of the short forms may be empty. */
export const NewBan = z.strictObject({ until: banEnd, ...reasons }).prefault({});
export const Kick = z.strictObject(reasons).prefault({});
export const Timeout = z.strictObject({ until: timeoutEnd.nullable(), ...reasons });

/** `caseId` is the case that the action resolves. With `nonce`, a retry is no second action. */
type Reasons = {
	reason?: string | undefined;
	note?: string | undefined;
	caseId?: number | undefined;
	nonce?: string | undefined;
};
export type NewSanction = z.output<typeof sanction> & Reasons;
/** The action on the subject themselves: `removal` is none. */
export type Wanted = NewSanction | ({ kind: "removal" } & Reasons);
