import { AppError, invalid } from "../errors";
import type { InstanceSettings } from "../instance/fields";
import { readSettings } from "../instance/settings";
import type { LoadedInvite } from "../invites/load";
import { isConfigured } from "../mail/mail";
import type { Tx } from "../transaction";
import { spendUse } from "./codes";
import { type Solution, spend } from "./proof-of-work";

export type Applicant = {
	email: string | null;
	/** Somebody else has verified the address, such as a provider of single sign-on. */
	isVerified: boolean;
	/** A registration code. */
	code: string | undefined;
	/** The invite of a server that the user joins with the same act. */
	invite: LoadedInvite | null;
	/** Proof of work. None is asked of users for whom a provider vouches. */
	solution?: Solution | "not asked for" | undefined;
};
/** The steps that an account waits for before it can be used. */
export type AwaitedSteps = { awaitsApproval: boolean; awaitsEmail: boolean };
/** `joins`: the account exists only if its user joins the server that has invited them. */
export type Admission = AwaitedSteps & { joins: boolean };

/** Throws `registration_closed` where nobody may register. */
export function rejectClosed({ registration }: InstanceSettings): void {
	if (registration === "closed") throw new AppError("registration_closed", "This instance accepts no new accounts.");
}

/** A list of allowed domains is worth nothing if addresses are not verified. */
export const mustVerify = ({ verifyEmail, allowedEmailDomains }: InstanceSettings): boolean =>
	verifyEmail || allowedEmailDomains.length > 0;

/**
 * Decides, in the transaction that stores an account other than the first, whether it may exist, and what it waits for.
 * Takes a use of the code, and uses the solution up. Throws `registration_closed`, `invite_required`,
 * `invite_not_found`, `invite_ended`, `challenge_required`, `challenge_failed`, `challenge_expired`, and
 * `invalid_request` for an address that may not register.
 */
export async function admit(tx: Tx, applicant: Applicant): Promise<Admission> {
	const settings = await readSettings(tx);
	rejectClosed(settings);
	rejectEmail(settings, applicant.email);
	if (applicant.solution !== "not asked for") await spend(tx, settings, applicant.solution);
	const way = await wayIn(tx, settings, applicant);
	const isUnproven = mustVerify(settings) && !applicant.isVerified;
	return {
		// Without a mail server an administrator confirms the address instead.
		awaitsApproval: way === "approval" || (isUnproven && !isConfigured()),
		awaitsEmail: isUnproven && isConfigured(),
		joins: way === "invite",
	};
}

async function wayIn(
	tx: Tx,
	{ registration, serverInvites }: InstanceSettings,
	{ code, invite }: Applicant,
): Promise<"open" | "code" | "invite" | "approval"> {
	// Where everybody may register, no use of a code is spent.
	if (registration === "open") return "open";
	if (code !== undefined) {
		await spendUse(tx, code);
		return "code";
	}
	if (invite && serverInvites) return "invite";
	if (registration === "approval") return "approval";
	throw new AppError("invite_required", "This instance accepts new accounts by invitation only.");
}

function rejectEmail(settings: InstanceSettings, email: string | null): void {
	if (email === null) {
		if (mustVerify(settings)) throw invalid({ email: "Enter your e-mail address." });
		return;
	}
	const { allowedEmailDomains: allowed, refusedEmailDomains: refused } = settings;
	const domain = email.slice(email.lastIndexOf("@") + 1);
	const isIn = (list: string[]) => list.some((listed) => domain === listed || domain.endsWith(`.${listed}`));
	if (isIn(refused) || (allowed.length > 0 && !isIn(allowed)))
		throw invalid({ email: "Addresses of this domain cannot register here." });
}
