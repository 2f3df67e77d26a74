import { z } from "zod";
import { locales } from "../locale";
import { line, lines, nonce } from "../text/schema";

/**
 * The users who may create an account: everybody; those who have a code or an invite; everybody, but without a code or
 * an invite an administrator must approve the account; nobody.
 */
export const registrationModes = ["open", "invite", "approval", "closed"] as const;
export type RegistrationMode = (typeof registrationModes)[number];

/** The users who need a second factor: nobody; administrators, for the administration; everybody, for everything. */
export const factorRules = ["off", "administrators", "everyone"] as const;

/** How much work a registration must prove: none; a moment's; ten times as much, against many bots. */
export const workLevels = ["off", "normal", "high"] as const;

const maxDomains = 100;
const maxDays = 365;
const wholeDays = `Must be 0 to ${maxDays} days.`;
const keptDays = "Must be null or 1 to 36,500 days.";
const days = z.int(wholeDays).min(0, wholeDays).max(maxDays, wholeDays);
const yesOrNo = z.boolean("Must be true or false.");

/** A domain of e-mail addresses, such as `example.org`. It counts with all below it. */
const domain = z
	.string("Must be a domain.")
	.trim()
	.toLowerCase()
	.max(253, "Must be a domain.")
	.regex(/^(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/, "Must be a domain, such as example.org.");
const domains = z
	.array(domain, "Must be a list of domains.")
	.max(maxDomains, `Name ${maxDomains} domains or fewer.`)
	.transform((list) => [...new Set(list)]);

const maxNames = 100;
const names = z
	.array(line(2, 32), "Must be a list of names.")
	.max(maxNames, `Name ${maxNames} names or fewer.`)
	.transform((list) => [...new Set(list)]);

const maxAnnouncements = 10;
const time = z.iso.datetime("Must be a time.").transform((value) => new Date(value).toISOString());
const announcement = z
	.strictObject({
		id: nonce,
		text: line(1, 300),
		level: z.enum(["info", "warning"], "Must be info or warning."),
		/** Null: at once. */
		startsAt: time.nullable(),
		/** Null: until it is removed. */
		endsAt: time.nullable(),
	})
	.refine(({ startsAt, endsAt }) => !startsAt || !endsAt || startsAt < endsAt, {
		path: ["endsAt"],
		message: "Must be after the start.",
	});
export type Announcement = z.output<typeof announcement>;
const announcements = z
	.array(announcement, "Must be a list of announcements.")
	.max(maxAnnouncements, `Make ${maxAnnouncements} announcements or fewer.`)
	.refine((list) => new Set(list.map(({ id }) => id)).size === list.length, "Give each its own id.");

/** For how many days messages are kept. */
export const keepDays = z.int(keptDays).min(1, keptDays).max(36_500, keptDays).nullable();

/** As many as a server may have, whatever the settings say: they bound the size of every member's pages. */
export const maxPerServer = { channels: 2000, roles: 250, emoji: 500 };

/** Null is no limit but the fixed ones. */
function quota(least: number, most: number) {
	const message = `Must be a whole number from ${least} to ${most}, or empty.`;
	return z.int(message).min(least, message).max(most, message).nullable();
}
const megabytes = quota(1, 1_000_000_000);

const fields = {
	/** Stands where the name of the product would, for its users. */
	name: line(1, 60),
	/** Greets guests on the front page. */
	frontText: lines(0, 1000),
	/** Public pages in Markdown, if they are not empty. */
	imprint: lines(0, 20_000),
	privacy: lines(0, 20_000),
	/** Names that no new account may have, besides those that nobody may have. */
	reservedNames: names,
	/** Of pages and e-mails for users whose browser asks for none of the available languages. */
	defaultLanguage: z.enum(locales, `Must be one of: ${locales.join(", ")}.`),
	/** Shown to everybody in a bar, each for its time. */
	announcements,
	registration: z.enum(registrationModes, `Must be one of: ${registrationModes.join(", ")}.`),
	/** An invite of a server counts as an invitation to register. */
	serverInvites: yesOrNo,
	proofOfWork: z.enum(workLevels, `Must be one of: ${workLevels.join(", ")}.`),
	/** An account is used only after its e-mail address is verified. */
	verifyEmail: yesOrNo,
	/** Accounts whose address was never verified are deleted after so many days; 0: never. */
	unverifiedDays: days,
	/** If it is not empty, only addresses of these domains may register. */
	allowedEmailDomains: domains,
	refusedEmailDomains: domains,
	secondFactor: z.enum(factorRules, `Must be one of: ${factorRules.join(", ")}.`),
	serverCreators: z.enum(["everyone", "administrators"], "Must be everyone or administrators."),
	/** The age of an account that may create servers. */
	serverCreatorDays: days,
	/** How many days messages are kept; null keeps them for ever. Servers and channels may keep them for less. */
	keepDays,
	/** Of all files of a user, of a server and of everybody. The environment may set smaller limits. */
	maxStorageMbPerUser: megabytes,
	maxStorageMbPerServer: megabytes,
	maxStorageMb: megabytes,
	/** The servers that a user owns, administrators excepted. */
	maxServersPerUser: quota(0, 100_000),
	maxChannelsPerServer: quota(1, maxPerServer.channels),
	maxRolesPerServer: quota(0, maxPerServer.roles),
	maxEmojiPerServer: quota(0, maxPerServer.emoji),
	maxMembersPerServer: quota(1, 100_000_000),
};

/** Every setting of the instance. */
export const InstanceSettings = z.strictObject(fields);
export type InstanceSettings = z.output<typeof InstanceSettings>;
export const SettingsChange = InstanceSettings.partial();
/** The settings that the first account makes. */
export const FirstSettings = InstanceSettings.pick({ name: true, registration: true }).partial();

export const defaults: InstanceSettings = {
	name: "Hearth",
	frontText: "",
	imprint: "",
	privacy: "",
	reservedNames: [],
	defaultLanguage: "en",
	announcements: [],
	registration: "open",
	serverInvites: true,
	proofOfWork: "off",
	verifyEmail: false,
	unverifiedDays: 14,
	allowedEmailDomains: [],
	refusedEmailDomains: [],
	secondFactor: "off",
	serverCreators: "everyone",
	serverCreatorDays: 0,
	keepDays: null,
	maxStorageMbPerUser: null,
	maxStorageMbPerServer: null,
	maxStorageMb: null,
	maxServersPerUser: 20,
	maxChannelsPerServer: null,
	maxRolesPerServer: null,
	maxEmojiPerServer: null,
	maxMembersPerServer: null,
};

/**
 * The settings that a row holds. A value that is not valid, or of a field that this version does not have, counts as
 * absent: neither an older nor a newer version may fail to start over it.
 */
export function settingsFrom(stored: Record<string, unknown>): InstanceSettings {
	const valid = Object.entries(fields).flatMap(([name, field]) => {
		const { success, data } = field.safeParse(stored[name]);
		return success ? [[name, data]] : [];
	});
	return { ...defaults, ...Object.fromEntries(valid) };
}
