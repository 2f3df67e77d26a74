import { useSyncExternalStore } from "react";
import type { MemberServer, PermissionPreview, Role } from "@/lib/realtime/protocol";
import { createStore } from "../create-store";

/**
 * A server is shown as a member with one role would see it. Only this tab shows it so, until the preview is stopped or
 * the page is reloaded; meanwhile the tab writes nothing.
 */
export type RolePreview = {
	serverId: number;
	role: Role;
	/** The answer of the server. */
	seen: PermissionPreview;
	/** The user's servers, the previewed one as such a member sees it. */
	show: (servers: MemberServer[]) => MemberServer[];
	/** Whether such a member sees the messages of a channel. */
	reads: (channelId: number) => boolean;
};

const store = createStore<RolePreview | null>(() => null);

/** Null ends it. */
export const setRolePreview = store.set;
export const getRolePreview = store.getSnapshot;
export const subscribeToRolePreview = store.subscribe;

export const useRolePreview = (): RolePreview | null =>
	useSyncExternalStore(store.subscribe, store.getSnapshot, () => null);
