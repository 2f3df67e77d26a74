import type { SanctionKind } from "@/lib/realtime/protocol";

/** The user whom a dialog of moderation is about. */
export type ModerationTarget = {
	serverId: number;
	user: { username: string; displayName: string };
	kind: SanctionKind;
	/** Called after the sanction was imposed, and after it was undone. */
	onChanged?: () => void;
};
