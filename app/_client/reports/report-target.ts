import type { Author, Message } from "@/lib/realtime/protocol";
import { createStore } from "../create-store";

/** A message, or a member of a server. */
export type ReportTarget = {
	user: Pick<Author, "id" | "username" | "displayName" | "nickname">;
	serverId: number;
	serverName: string;
	message?: Pick<Message, "channelId" | "seq" | "content" | "attachments" | "poll">;
};

/** The target of the open dialog to report something; null while it is closed. */
export const reportTarget = createStore<ReportTarget | null>(() => null);
