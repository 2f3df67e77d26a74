import { domainToASCII } from "node:url";
import { z } from "zod";
import type { RuleKind } from "../realtime/protocol";
import { id, line, text } from "../text/schema";
import { foldWord } from "./fold-word";

const whole = (min: number, max: number) => {
	const sentence = `Must be a whole number from ${min} to ${max}.`;
	return z.int(sentence).min(min, sentence).max(max, sentence);
};
const flag = z.boolean("Must be true or false.");
const seconds = whole(1, 3600);
const distinct = <T>(values: T[]) => [...new Set(values)];

const word = line(1, 50).refine((value) => foldWord(value, false) !== null, "Each word needs a letter, digit or sign.");

/** A host name, also as part of an address that was pasted: without scheme, path and a leading `www.`. */
const domain = z
	.string("Must be a domain.")
	.max(300, "Must be a domain.")
	.transform((given) =>
		domainToASCII(
			given
				.trim()
				.toLowerCase()
				.replace(/^[a-z]+:\/\//, "")
				.replace(/[/?#:].*$/s, "")
				.replace(/^(\*\.|www\.)/, "")
				.replace(/\.$/, ""),
		),
	)
	.refine(
		(host) => /^(?=.{1,253}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})+$/.test(host),
		"Must be a domain such as example.org.",
	);

const settings = {
	words: z.strictObject({
		words: z
			.array(word, "Must be a list of words.")
			.min(1, "Give at least one word.")
			.max(1000, "Use 1,000 words or fewer.")
			.transform(distinct),
		spacedLetters: flag,
	}),
	patterns: z.strictObject({
		patterns: z
			.array(text(1, 200), "Must be a list of patterns.")
			.min(1, "Give at least one pattern.")
			.max(20, "Use 20 patterns or fewer.")
			.transform(distinct),
	}),
	links: z
		.strictObject({
			block: z.enum(["all", "listed", "others", "none"], "Must be all, listed, others or none."),
			domains: z.array(domain, "Must be a list of domains.").max(500, "Use 500 domains or fewer.").transform(distinct),
			invites: flag,
		})
		.superRefine(({ block, domains, invites }, context) => {
			if (block === "none" && !invites)
				context.addIssue({ code: "custom", path: ["block"], message: "Block links, invites or both." });
			if (block === "listed" && domains.length === 0)
				context.addIssue({ code: "custom", path: ["domains"], message: "Give at least one domain." });
		}),
	mentions: z.strictObject({ max: whole(1, 100), seconds, everyone: flag }),
	repeat: z.strictObject({ times: whole(2, 20), seconds }),
	flood: z
		.strictObject({
			messages: whole(1, 100).nullable(),
			seconds,
			lines: whole(1, 200).nullable(),
			attachmentsOnly: flag,
		})
		.refine(({ messages, lines, attachmentsOnly }) => messages !== null || lines !== null || attachmentsOnly, {
			path: ["messages"],
			message: "Limit messages, lines or files.",
		}),
	newcomer: z
		.strictObject({ minutes: whole(1, 43_200), links: flag, files: flag, mentions: flag })
		.refine(({ links, files, mentions }) => links || files || mentions, {
			path: ["links"],
			message: "Forbid links, files or mentions.",
		}),
};

const exempt = z.strictObject({
	roleIds: z.array(id, "Must be a list of ids.").max(50, "Name 50 roles or fewer.").transform(distinct),
	channelIds: z.array(id, "Must be a list of ids.").max(100, "Name 100 channels or fewer.").transform(distinct),
});
const name = line(1, 50);
const message = line(1, 200);
const yes = z.literal(true, "Must be true.").optional();
const actions = z
	.strictObject({
		refuse: yes,
		flag: yes,
		timeout: z.strictObject({ minutes: whole(1, 40_320) }).optional(),
		removeAfter: yes,
	})
	.superRefine(({ refuse, flag, timeout, removeAfter }, context) => {
		const report = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
		if (!refuse && !flag && !timeout && !removeAfter) report([], "Choose an action.");
		if (refuse && flag) report(["flag"], "A refused message is not stored, so it cannot be flagged.");
		if (refuse && removeAfter) report(["removeAfter"], "A refused message is not stored, so it cannot be removed.");
	});
const exemptOrNobody = exempt.default({ roleIds: [], channelIds: [] });

/** A rule of any kind with these fields. */
const ofEachKind = <Fields extends z.ZodRawShape>(fields: Fields) =>
	z.discriminatedUnion(
		"kind",
		[
			z.strictObject({ kind: z.literal("words"), settings: settings.words, ...fields }),
			z.strictObject({ kind: z.literal("patterns"), settings: settings.patterns, ...fields }),
			z.strictObject({ kind: z.literal("links"), settings: settings.links, ...fields }),
			z.strictObject({ kind: z.literal("mentions"), settings: settings.mentions, ...fields }),
			z.strictObject({ kind: z.literal("repeat"), settings: settings.repeat, ...fields }),
			z.strictObject({ kind: z.literal("flood"), settings: settings.flood, ...fields }),
			z.strictObject({ kind: z.literal("newcomer"), settings: settings.newcomer, ...fields }),
		],
		"Must be words, patterns, links, mentions, repeat, flood or newcomer.",
	);

export const NewRule = ofEachKind({
	name,
	message,
	actions: actions.default({ refuse: true }),
	enabled: flag.default(true),
	exempt: exemptOrNobody,
});

/** The settings are checked with the kind of the rule, which does not change. */
export const RuleUpdate = z.strictObject({
	name: name.optional(),
	message: message.optional(),
	actions: actions.optional(),
	enabled: flag.optional(),
	exempt: exempt.optional(),
	settings: z.record(z.string(), z.unknown(), "Must be an object.").optional(),
});

export const DryRun = z.strictObject({
	rule: ofEachKind({ exempt: exemptOrNobody }),
	channelIds: z
		.array(id, "Must be a list of ids.")
		.min(1, "Name a channel.")
		.max(100, "Name 100 channels or fewer.")
		.optional(),
});

export function parseSettings(kind: RuleKind, given: unknown): object {
	return z.object({ settings: settings[kind] as z.ZodType<object> }).parse({ settings: given }).settings;
}
