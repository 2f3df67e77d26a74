import type { ActionKind } from "@/lib/realtime/protocol";

/** The user whom a dialog of moderation is about. */
export type ModerationTarget = {
	serverId: number;
	/** Without an id for a user who is known only by the name that was typed. */
	user: { id?: number; username: string; displayName: string; nickname?: string };
	/** The sanction that is chosen at first; `removal` is none. */
	kind: ActionKind;
	/** The message from which the dialog was opened, if the viewer may delete it. */
	message?: { channelId: number; seq: number } | undefined;
	/** Others that are deleted with it. */
	moreMessages?: { channelId: number; seq: number }[];
	/** The message is to be deleted, unless the viewer decides otherwise. */
	deletesMessage?: boolean;
	/** Filled in as the reason. */
	reason?: string;
	/** The case that the action decides. */
	caseId?: number;
	/** Called after the action, and after it was undone. */
	onChanged?: () => void;
};
