import type { AccountSettings } from "./settings-types";

/** The shapes of users, as part of protocol.ts. */

export type PublicUser = {
	id: number;
	username: string;
	displayName: string;
	avatarUrl: string | null;
	createdAt: string;
};
/** A user's custom status, until a time. */
export type CustomStatus = { emoji: string | null; text: string; until: string | null };
export type ProfileLink = { label: string; url: string };
/** What a user says about themselves. The time zone is null if others are not to see it. */
export type ProfileText = { bio: string; pronouns: string; links: ProfileLink[]; timeZone: string | null };
export type OwnUser = PublicUser &
	ProfileText & {
		email: string | null;
		emailVerified: boolean;
		/** The address that replaces `email` once the user has opened the link that was sent to it. */
		pendingEmail: string | null;
		status: CustomStatus | null;
		presence: ChosenStatus;
		/** The ids of the users whom the viewer has blocked. */
		blocked: number[];
		/** Whether the user is an administrator of the instance. */
		isAdmin: boolean;
		/** The open cases that were handed to the administrators, at most 100; for administrators alone. */
		openCaseCount?: number;
		/** Whether the settings of the instance let the user create servers now. */
		canCreateServers: boolean;
		settings: AccountSettings;
		/** Rises with every change of the settings. */
		settingsRev: number;
	};
/** The browser and the system that a user agent names; null if unknown. */
export type Device = { browser: string | null; system: string | null };
/** One of the viewer's own sessions. `address` is the network that it began from. */
export type OwnSession = {
	id: string;
	device: Device;
	address: string | null;
	createdAt: string;
	lastUsedAt: string;
	current: boolean;
};
export type Passkey = {
	id: string;
	name: string;
	/** Whether the user's device keeps a copy elsewhere. */
	backedUp: boolean;
	createdAt: string;
	lastUsedAt: string | null;
};
/** A sign-in that needs a second factor. */
export type SignInStep = { next: ("totp" | "recovery")[]; ticket: string };
export type TotpState = {
	/** Since when sign-in asks for a code; null if it does not. */
	confirmedAt: string | null;
	recoveryCodesLeft: number;
};
export type Author = Omit<PublicUser, "createdAt"> & {
	/** In the server that the object is about, if the user has one there. */
	nickname?: string;
};

export type PresenceStatus = "online" | "idle" | "dnd" | "offline";
export type ChosenStatus = "online" | "idle" | "dnd" | "invisible";

/** An export of a user's data. */
export type AccountExport = {
	state: "working" | "ready" | "failed";
	requestedAt: string;
	/** In percent. */
	progress: number;
	/** In bytes, when it is ready. */
	size: number | null;
	expiresAt: string | null;
};

/** A user who shares a server with the viewer. */
export type UserWithPresence = { user: PublicUser; presence: PresenceStatus; status: CustomStatus | null };
/** The nickname is that in the server that the search names. */
export type FoundUser = UserWithPresence & { user: Pick<Author, "nickname"> };
export type SharedServer = { id: number; name: string; iconUrl: string | null; joinedAt: string };
export type Profile = UserWithPresence & ProfileText & { servers: SharedServer[] };
