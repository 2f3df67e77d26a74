import { z } from "zod";
import { id, isBlank, line, nonce, text } from "../text/schema";
import type { StoredPoll } from "./serialize";

const maxAttachments = 10;

/** A question with two to ten distinct options. */
const NewPoll = z
	.strictObject({
		question: line(1, 300),
		options: z
			.array(line(1, 100), "Must be a list of answers.")
			.min(2, "Give two answers or more.")
			.max(10, "Give ten answers or fewer.")
			.refine((options) => new Set(options).size === options.length, "No two answers may be alike."),
		multiple: z.boolean("Must be true or false.").default(false),
		endsAt: z.iso
			.datetime({ offset: true, error: "Must be a time." })
			.refine((at) => Date.parse(at) > Date.now(), "Must lie ahead.")
			.transform((at) => new Date(at).toISOString())
			.nullish()
			.transform((at) => at ?? null),
	})
	.transform((poll): StoredPoll => poll);

/** A message as a client sends it. The text may be empty only if there is an attachment or a poll. */
export const MessageInput = z
	.strictObject({
		nonce,
		content: text(0, 4000),
		replyTo: z.int("Must be the number of a message.").nullish(),
		attachmentIds: z
			.array(id, "Must be a list of ids.")
			.max(maxAttachments, `A message carries at most ${maxAttachments} files.`)
			.refine((ids) => new Set(ids).size === ids.length, "Name each file once.")
			.optional(),
		poll: NewPoll.optional(),
		echo: z.boolean("Must be true or false.").optional(),
	})
	.superRefine(({ content, attachmentIds, poll }, context) => {
		if (isBlank(content) && !attachmentIds?.length && !poll)
			context.addIssue({ code: "custom", path: ["content"], message: "Must not be empty." });
	});
export type MessageInput = z.output<typeof MessageInput>;
