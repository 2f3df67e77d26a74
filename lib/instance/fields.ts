import { z } from "zod";

/**
 * Who may create an account: everybody; those who have a code or an invite; everybody, but without a code or an invite
 * an administrator must approve the account; nobody.
 */
export const registrationModes = ["open", "invite", "approval", "closed"] as const;
export type RegistrationMode = (typeof registrationModes)[number];

const maxDomains = 100;
const maxDays = 365;
const wholeDays = `Must be 0 to ${maxDays} days.`;
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

const fields = {
	registration: z.enum(registrationModes, `Must be one of: ${registrationModes.join(", ")}.`),
	/** An invite of a server counts as an invitation to register. */
	serverInvites: yesOrNo,
	/** An account is used only after its e-mail address is verified. */
	verifyEmail: yesOrNo,
	/** If it is not empty, only addresses of these domains may register. */
	allowedEmailDomains: domains,
	refusedEmailDomains: domains,
	serverCreators: z.enum(["everyone", "administrators"], "Must be everyone or administrators."),
	/** The age of an account that may create servers. */
	serverCreatorDays: z.int(wholeDays).min(0, wholeDays).max(maxDays, wholeDays),
};

/** Every setting of the instance. */
export const InstanceSettings = z.strictObject(fields);
export type InstanceSettings = z.output<typeof InstanceSettings>;
export const SettingsChange = InstanceSettings.partial();

export const defaults: InstanceSettings = {
	registration: "open",
	serverInvites: true,
	verifyEmail: false,
	allowedEmailDomains: [],
	refusedEmailDomains: [],
	serverCreators: "everyone",
	serverCreatorDays: 0,
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
