import { includes } from "../auth/permissions";
import type { ModerationAction } from "../realtime/protocol";
import { permissionFor } from "./subject";

/** The action with its note for those who could take it, and without it for others. */
export const withNoteFor = (permissions: number, action: ModerationAction): ModerationAction => ({
	...action,
	note: includes(permissions, permissionFor[action.kind]) ? action.note : "",
});
