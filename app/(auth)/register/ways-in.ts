import type { RegistrationMode } from "@/lib/instance/fields";

/** How the user of this page may register. */
export type WaysIn = {
	mode: Exclude<RegistrationMode, "closed">;
	/** The server's invite that led here is enough, and makes the user a member. */
	isAdmittedByInvite: boolean;
	needsEmail: boolean;
	/** A challenge is to be solved. */
	needsWork: boolean;
	/** A link is sent to the address. */
	hasMail: boolean;
};
